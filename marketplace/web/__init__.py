"""FastAPI and Jinja: the only shared place that knows them; knows no feature."""
