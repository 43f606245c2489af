"""Searches that people save, and the letters that tell them what newly fits."""
