"""Organisations of the four kinds, their members and roles; turns a person into an `Actor`."""
