"""The site, its worker, and the market to show."""

import gc
import subprocess
import sys
import threading
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
import uvicorn

from marketplace.app import create_app
from marketplace.cli.shared import advance, migrated, opened, search_served
from marketplace.demo.fill import fill, is_empty
from marketplace.demo.market import whole_market
from marketplace.demo.pairs import TRACKS, write_pairs, write_trios
from marketplace.kit.errors import MarketplaceError
from marketplace.notices.mailer import FolderMailer
from marketplace.suggestions.service import rematch
from marketplace.worker import catch_up, follow, run_forever

app = typer.Typer()


@app.command()
def migrate() -> None:
    """Bring the database's schema up to date."""
    migrated()


@app.command()
def serve(
    *,
    worker: Annotated[bool, typer.Option(help="Start the worker beside the site.")] = True,
) -> None:
    """Migrate, then start the site and (unless --no-worker) the worker."""
    migrated()
    tools = opened(indexes=False)
    settings = tools.settings
    stop = threading.Event()
    keeper = threading.Thread(target=_keep_worker, args=(stop,))
    with search_served(settings):
        if worker:
            keeper.start()
        print(f"Three Houses is at {settings.base_url}", flush=True)  # noqa: T201
        site = create_app(tools)
        _collect_garbage_seldom()
        try:
            uvicorn.run(
                site,
                host=settings.listen_on,
                port=settings.port,
                proxy_headers=True,
                forwarded_allow_ips=settings.trusted_proxies,
                server_header=False,
                log_config=None,
            )
        finally:
            stop.set()
            if worker:
                keeper.join()


@app.command()
def demo(
    *,
    if_empty: Annotated[
        bool, typer.Option(help="Do nothing where something has happened already.")
    ] = False,
    pairs: Annotated[
        Path | None,
        typer.Option(help="Fill nothing; write which invention fits which need, for `evaluate`."),
    ] = None,
) -> None:
    """Fill an empty database with the demonstration market: fictitious, and marked so."""
    if pairs is not None:
        write_pairs(whole_market(), pairs)
        write_trios(whole_market(), pairs)
        typer.echo(f"Wrote {', '.join(TRACKS)} to {pairs}; threehouses evaluate {pairs}/vi")
        return
    migrated()
    tools = opened()
    with tools.database.reading() as session:
        empty = is_empty(session)
    if if_empty and not empty:
        return
    tools = replace(tools, mailer=FolderMailer(tools.settings.outbox))  # none of these is real
    try:
        with typer.progressbar(label="Demonstration market", length=0) as bar:
            fill(
                tools.database,
                whole_market(),
                work=partial(follow, tools),
                progress=partial(advance, bar),
            )
        with typer.progressbar(label="Suggestions", length=0) as bar:
            rematch(tools.database, tools.listings, partial(advance, bar))
    except MarketplaceError as error:
        typer.secho(str(error), fg="red", err=True)
        raise typer.Exit(1) from None
    with search_served(tools.settings):
        catch_up(tools)
    typer.echo(f"Sign in at {tools.settings.base_url}/sign-in; it names a person of every role.")


def _collect_garbage_seldom() -> None:
    """And never look through the program itself for it: a tenth of a search's time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def _keep_worker(stop: threading.Event) -> None:
    """Run the worker as a child, and another one if it dies.

    It ends when our end of its standard input closes, so also when we are killed.
    """
    words = [sys.executable, "-m", "marketplace.cli", "worker", "--with-parent"]
    while not stop.is_set():
        with subprocess.Popen(words, stdin=subprocess.PIPE) as child:  # noqa: S603 - our own words
            while child.poll() is None and not stop.wait(0.2):
                pass
            child.terminate()
        stop.wait(1)


@app.command()
def worker(
    *,
    with_parent: Annotated[bool, typer.Option(help="End when standard input closes.")] = False,
) -> None:
    """Seal the journal, wake the listeners, send letters, do what the clock asks for."""
    tools = opened()
    stop = threading.Event()
    if with_parent:
        threading.Thread(target=_follow_parent, args=(stop,), daemon=True).start()
    try:
        run_forever(tools, stop)
    except KeyboardInterrupt:
        stop.set()


def _follow_parent(stop: threading.Event) -> None:
    sys.stdin.read()
    stop.set()
