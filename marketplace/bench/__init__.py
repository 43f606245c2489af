"""Measurements, side by side in one run; each prints the figures and what they were made on."""
