"""Money paid for a stated purpose, verified by the other side, in a double-entry ledger."""
