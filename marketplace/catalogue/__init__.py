"""What is on the market, found in one place; the front page."""
