"""What is offered: inventions and results, their rights, readiness and three tiers of text."""
