"""The engine that a Meilisearch server is."""
