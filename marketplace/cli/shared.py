"""What several commands need."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import typer

from marketplace.db.migrate import upgrade
from marketplace.kit.errors import Invalid, MarketplaceError
from marketplace.kit.logs import log_to_standard_error
from marketplace.locale import say
from marketplace.settings import Settings
from marketplace.tools import Tools
from search.engines import served
from search.server import NoServer


def opened(*, indexes: bool = True) -> Tools:
    log_to_standard_error()
    return Tools.from_settings(Settings(), indexes=indexes)


def advance(bar: Any, done: int, total: int) -> None:
    bar.length = total
    bar.update(done - bar.pos)


@contextmanager
def refusals() -> Iterator[None]:
    """What a service refuses is one red sentence and exit code 1."""
    try:
        yield
    except MarketplaceError as error:
        reasons = error.fields.values() if isinstance(error, Invalid) else (error.text,)
        for reason in reasons:
            typer.secho(say(reason), fg="red", err=True)
        raise typer.Exit(1) from None


@contextmanager
def search_served(settings: Settings) -> Iterator[None]:
    """With the search's server, where the settings ask for one of our own."""
    with ExitStack() as stack:
        try:
            stack.enter_context(served(settings.search_url))
        except NoServer as problem:
            typer.secho(str(problem), fg="red", err=True)
            raise typer.Exit(1) from None
        yield


def migrated() -> None:
    """With the schema of this version."""
    settings = Settings()
    settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    upgrade(settings.database_url)
