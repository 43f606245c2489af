"""Each step of the demonstration market as the use case that a person takes."""
