"""What is lacking, when it would be done, and what may be spent; independent of inventions."""
