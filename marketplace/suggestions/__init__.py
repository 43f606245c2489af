"""The only door to matching: what fits what, why, and what people say of it."""
