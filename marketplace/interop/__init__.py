"""What leaves the market for programs and for whoever checks it: feed, journal, API reference."""
