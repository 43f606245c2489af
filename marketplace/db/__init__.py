"""The only place that creates engines and sessions, commits, or touches the journal."""
