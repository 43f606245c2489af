"""Pages for the operator over other features' services; owns no table."""
