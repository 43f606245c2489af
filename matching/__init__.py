"""Ranks documents for a text and explains each rank: no web, no database."""
