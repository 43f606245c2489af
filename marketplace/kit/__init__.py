"""Plain Python that every feature shares; knows no feature and no framework."""
