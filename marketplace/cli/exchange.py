"""What comes in from files and goes out into them."""

import json
import sys
from collections.abc import Sequence
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from marketplace.cli.shared import advance, opened, refusals
from marketplace.houses import queries as houses
from marketplace.interop.exports.files import house_file, market_file
from marketplace.interop.exports.formats import Format
from marketplace.interop.imports import bulk, kinds, reports
from marketplace.locale import LANGUAGES, reading_in, say
from marketplace.stewardship.rules import Shelf

app = typer.Typer()


@app.command("export")
def export_listings(
    kind: Annotated[Shelf, typer.Argument(help="What to export.")],
    file: Annotated[Path, typer.Argument(help="The file to write.", dir_okay=False)],
    *,
    file_format: Annotated[Format, typer.Option("--format", help="How.")] = Format.CSV,
    house: Annotated[str, typer.Option(help="All that this house has; its id or name.")] = "",
) -> None:
    """Write the listings on the market, or all those of one house, into a file."""
    tools = opened()
    with refusals(), tools.database.reading() as session:
        owner = houses.named(session, house) if house else None
    exported = (
        house_file(tools.database, owner, kind, file_format)
        if owner
        else market_file(tools.database, kind, file_format)
    )
    with reading_in(tools.settings.site_language), file.open("wb") as target:
        target.writelines(exported.content)
    typer.echo(f"Written: {file}")


class ImportKind(StrEnum):
    INVENTIONS = "inventions"
    NEEDS = "needs"
    HOUSES = "houses"


KINDS = {
    ImportKind.INVENTIONS: kinds.INVENTIONS,
    ImportKind.NEEDS: kinds.NEEDS,
    ImportKind.HOUSES: kinds.HOUSES,
}


@app.command("import")
def import_records(  # noqa: PLR0913 - each is a word of the command
    kind: Annotated[ImportKind, typer.Argument(help="What to bring in.")],
    file: Annotated[
        Path, typer.Argument(help="CSV, XLSX or JSON Lines, also .gz.", exists=True, dir_okay=False)
    ],
    *,
    house: Annotated[str, typer.Option(help="Whose they are: the house's id or name.")] = "",
    mapped: Annotated[
        list[str] | None, typer.Option("--map", help="COLUMN=FIELD, or COLUMN= to leave it out.")
    ] = None,
    given: Annotated[
        list[str] | None, typer.Option("--set", help="FIELD=ANSWER where a record has none.")
    ] = None,
    language: Annotated[str, typer.Option(help="Of the texts; else each tells its own.")] = "",
    published: Annotated[
        bool, typer.Option("--published", help="List or post them: the house's decision.")
    ] = False,
    cut: Annotated[bool, typer.Option("--cut", help="Cut what is too long, and count it.")] = False,
    again: Annotated[bool, typer.Option("--again", help="Also what is there already.")] = False,
    as_json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """Bring in a file of records: every one is checked first, then all come in or none."""
    chosen = KINDS[kind]
    if (kind == ImportKind.HOUSES) == bool(house):
        raise typer.BadParameter("inventions and needs belong to a house", param_hint="--house")
    wish = bulk.Wish(
        kind=chosen,
        mapped=_pairs(mapped, "--map", values=("", *chosen.fields)),
        given=_pairs(given, "--set", keys=chosen.fields),
        language=_language(language),
        publish=published,
        cut=cut,
        again=again,
    )
    tools = opened()
    with refusals(), reading_in(tools.settings.site_language):
        with tools.database.reading() as session:
            owner = houses.named(session, house) if house else None
        with typer.progressbar(label=file.name, length=0, file=sys.stderr) as bar:
            show = partial(advance, bar)
            report = bulk.bring(tools.database, wish, file=file, house=owner, progress=show)
        _tell(report, as_json=as_json)
    raise typer.Exit(1 if report.faulty else 0)


def _tell(report: reports.Report, *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(reports.as_plain(report), ensure_ascii=False))  # noqa: T201
        return
    for line in reports.summary(report):
        typer.secho(say(line), fg="red" if report.faulty else None, err=report.faulty > 0)


def _pairs(
    typed: list[str] | None,
    option: str,
    *,
    keys: Sequence[str] | None = None,
    values: Sequence[str] | None = None,
) -> dict[str, str]:
    """NAME=VALUE as it was typed, each from its list."""
    found = {}
    for one in typed or ():
        name, mark, value = one.partition("=")
        known = keys if keys is not None else values
        asked = name if keys is not None else value
        if not mark or (known is not None and asked not in known):
            hint = ", ".join(word for word in known or () if word)
            raise typer.BadParameter(
                f"{one!r}: write NAME=VALUE; fields are {hint}", param_hint=option
            )
        found[name] = value
    return found


def _language(code: str) -> str:
    if code and code not in LANGUAGES:
        raise typer.BadParameter(f"one of {', '.join(LANGUAGES)}", param_hint="--language")
    return code
