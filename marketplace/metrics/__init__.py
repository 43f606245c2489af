"""Figures from events: nobody can type one in, and each opens into the records behind it."""
