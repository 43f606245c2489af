"""`python -m marketplace.cli`: a command without the script that installation makes."""

from marketplace.cli import app

app()
