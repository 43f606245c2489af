"""From an accepted bid to signed and paid terms: the light path for private parties."""
