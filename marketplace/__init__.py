"""Three Houses: the open market where research meets industry and the State."""
