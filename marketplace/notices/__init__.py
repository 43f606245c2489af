"""Letters to an address and notices to a person; never decides who should hear."""
