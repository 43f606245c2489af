"""What a person keeps of the market, with a note to each, and inventions side by side."""
