"""How long the market waits for an answer."""

from datetime import timedelta

BID_WAITS = timedelta(days=60)
"""A bid that its owner has not answered by then has expired."""
