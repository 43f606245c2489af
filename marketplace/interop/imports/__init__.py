"""Spreadsheets and files that others made, brought in as inventions, needs and houses."""
