"""What an operator does beside the running site: check, appoint, erase, compute anew."""

import json
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer
from pydantic import TypeAdapter, ValidationError

from marketplace.accounts.forms import Address
from marketplace.accounts.queries import by_email
from marketplace.accounts.service import appoint_first_operator
from marketplace.app import create_app
from marketplace.catalogue.service import rebuild as rebuild_index
from marketplace.cli.shared import advance, migrated, opened, refusals, search_served
from marketplace.db.verify import verify as verify_journal
from marketplace.houses.service import erase_person
from marketplace.houses.service import found_monitor as monitor_founded
from marketplace.kit.actor import MACHINE
from marketplace.kit.errors import NotFound
from marketplace.kit.text import t
from marketplace.metrics.service import rebuild, recompute
from marketplace.rulebook.provinces import PROVINCES
from marketplace.settings import Settings
from marketplace.suggestions.service import rematch as recompute_suggestions
from marketplace.tools import Tools
from marketplace.worker import prepare
from search.engines import NAME
from search.errors import SearchUnavailable
from search.meili.calls import Address as SearchServer
from search.server.keys import SITE, WORKER, keep, key_for

app = typer.Typer()


@app.command()
def verify(
    *,
    head: Annotated[str, typer.Option(help="A head held elsewhere, as NUMBER:HASH.")] = "",
    as_json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """Check the journal's chain, its signed heads, and (with --head) one that you kept."""
    tools = opened()
    held = None
    if head:
        number, _, digest = head.partition(":")
        if not number.isdigit() or len(digest) != 64:
            raise typer.BadParameter("a head looks like 120:9f86d0…, 64 hexadecimal digits")
        held = (int(number), digest)
    with tools.database.reading() as session:
        report = verify_journal(session, tools.key.public_key(), held=held)
    if as_json:
        print(  # noqa: T201
            json.dumps({"events": report.events, "head": report.head, "faults": report.faults})
        )
    else:
        for fault in report.faults:
            typer.secho(fault, fg="red", err=True)
        shown = f"{report.head[0]}:{report.head[1]}" if report.head else "none"
        typer.echo(f"{report.events} sealed events, {len(report.faults)} faults, head {shown}")
    raise typer.Exit(1 if report.faults else 0)


@app.command("openapi")
def print_openapi() -> None:
    """Print the OpenAPI schema of the JSON API; needs no database."""
    with TemporaryDirectory() as folder:
        settings = Settings(
            environment="development",
            data_dir=Path(folder),
            database_url=f"sqlite:///{folder}/never-opened.db",
            search_url="",
            journal_key_file=None,
        )
        typer.echo(json.dumps(create_app(Tools.from_settings(settings)).openapi(), indent=2))


@app.command()
def operator(
    email: Annotated[str, typer.Argument(help="The operator's e-mail address.")],
    name: Annotated[str, typer.Option(prompt="Name", help="The operator's name.")],
) -> None:
    """Appoint the first operator of an empty site; prints a link to choose a password."""
    migrated()
    tools = opened()
    with refusals(), tools.database.writing() as session:
        path = appoint_first_operator(
            session, email=_address(email), name=name, language=tools.settings.site_language
        )
    typer.echo(f"Choose a password within two hours: {tools.settings.base_url}{path}")


@app.command("found-monitor")
def found_monitor(
    name: Annotated[str, typer.Argument(help="The monitor's full name.")],
    email: Annotated[str, typer.Option(help="Address of its first member.")],
    person: Annotated[str, typer.Option(help="Name of its first member.")],
    province: Annotated[str, typer.Option(help="Province code, such as ha-noi.")] = "ha-noi",
) -> None:
    """Found a social monitor's house; neither operator nor agency can do that from a page."""
    if province not in PROVINCES:
        raise typer.BadParameter(f"one of {', '.join(PROVINCES)}", param_hint="--province")
    migrated()
    tools = opened()
    with refusals(), tools.database.writing() as session:
        path = monitor_founded(
            session,
            name=name,
            province=province,
            email=_address(email),
            person=person,
            language=tools.settings.site_language,
        )
    typer.echo(f"Choose a password within two hours: {tools.settings.base_url}{path}")


@app.command()
def erase(
    email: Annotated[str, typer.Argument(help="The person's e-mail address.")],
    rule: Annotated[str, typer.Option(help="The ground, as it stands in the journal for ever.")],
    *,
    even_last: Annotated[
        bool, typer.Option("--even-last", help="Also if a house is left with nobody to lead it.")
    ] = False,
) -> None:
    """Erase a person's data for good; the record that somebody acted stays, without a name."""
    tools = opened()
    with refusals(), tools.database.writing() as session:
        person = by_email(session, _address(email))
        if person is None:
            raise NotFound(t("Nobody has this address."))
        erase_person(session, MACHINE, person=person, rule=rule, even_last=even_last)
    typer.echo("Erased. The worker now removes the letters and rewrites the database's files.")


@app.command()
def refold(
    *,
    check: Annotated[bool, typer.Option("--check", help="Only compare, change nothing.")] = False,
) -> None:
    """Fold the figures anew from the journal's beginning, and (with --check) only compare them."""
    tools = opened()
    prepare(tools)
    if not check:
        with refusals():
            typer.echo(f"Figures folded anew up to event {rebuild(tools.database)}.")
        return
    found = recompute(tools.database)
    said = "equal to" if found.equal else "different from"
    typer.echo(f"The figures are {said} a recomputation up to event {found.number}.")
    raise typer.Exit(0 if found.equal else 1)


@app.command()
def rematch() -> None:
    """Fit the matcher anew and recompute the suggestions of every open need."""
    tools = opened()
    prepare(tools)
    with refusals(), typer.progressbar(label="Needs", length=0) as bar:
        listings, needs = recompute_suggestions(
            tools.database, tools.listings, partial(advance, bar)
        )
    typer.echo(f"{listings} listings were ranked for {needs} open needs.")


@app.command()
def reindex() -> None:
    """Build the search's index anew from the database; until it is whole the old one answers."""
    tools = opened()
    try:
        with search_served(tools.settings), typer.progressbar(label="Index", length=0) as bar:
            rebuild_index(tools.database, tools.engine, partial(advance, bar))
    except SearchUnavailable as fault:
        typer.secho(f"The search engine is away: {fault}", fg="red", err=True)
        raise typer.Exit(1) from None
    typer.echo("The index is built anew.")


@app.command()
def search_keys(
    server: Annotated[str, typer.Argument(help="The server's address: http://search:7700")],
    *,
    site: Annotated[Path, typer.Option(help="The file for the key that can only search.")],
    worker: Annotated[Path, typer.Option(help="The file for the key that can also write.")],
    name: Annotated[str, typer.Option(help="What the indexes' names begin with.")] = NAME,
    master_key: Annotated[str, typer.Option(envvar="MEILI_MASTER_KEY")],
) -> None:
    """Make the keys of a Meilisearch server by its master key, which nobody else needs to have."""
    master = SearchServer(server, master_key, name)
    try:
        for purpose, file in ((SITE, site), (WORKER, worker)):
            keep(file, key_for(purpose, master))
    except SearchUnavailable as fault:
        typer.secho(f"The server gives no keys: {fault}", fg="red", err=True)
        raise typer.Exit(1) from None
    typer.echo(f"The keys stand in {site} and {worker}.")


def _address(text: str) -> str:
    try:
        return TypeAdapter[str](Address).validate_python(text)
    except ValidationError:
        raise typer.BadParameter("an e-mail address such as lan@example.org") from None
