"""A house's work on its own inventions and needs: who looks after them, many at once."""
