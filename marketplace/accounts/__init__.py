"""A person proves who they are; knows nothing of organisations."""
