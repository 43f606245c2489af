"""The commands of `threehouses`; each only parses its words and calls what does the work."""

import typer

from marketplace.cli import exchange, keeping, measuring, site

app = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__)
for part in (site, keeping, exchange, measuring):
    app.add_typer(part.app)
