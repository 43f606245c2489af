"""Code lists, and legal rules and holidays as dated data, each with its source."""
