"""What goes out as a file: a house's own listings, and what stands on the market."""
