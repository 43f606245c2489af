"""The commands of `threehouses`; each only parses its words and calls what does the work."""

import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from enum import StrEnum
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import typer
import uvicorn
from pydantic import TypeAdapter, ValidationError

from marketplace.accounts.forms import Address
from marketplace.accounts.queries import by_email
from marketplace.accounts.service import appoint_first_operator
from marketplace.app import create_app
from marketplace.bench import bulk as bulk_ranking
from marketplace.bench import matching as bench_matching
from marketplace.bench import metrics, web
from marketplace.bench.rivals import beside
from marketplace.catalogue.service import rebuild as rebuild_index
from marketplace.db.migrate import upgrade
from marketplace.db.verify import verify as verify_journal
from marketplace.demo.fill import fill, is_empty
from marketplace.demo.market import whole_market
from marketplace.demo.pairs import TRACKS, write_pairs, write_trios
from marketplace.houses import queries as houses
from marketplace.houses.service import erase_person
from marketplace.houses.service import found_monitor as monitor_founded
from marketplace.interop.exports.files import house_file, market_file
from marketplace.interop.exports.formats import Format
from marketplace.interop.imports import bulk, kinds, reports
from marketplace.kit.actor import MACHINE
from marketplace.kit.errors import Invalid, MarketplaceError, NotFound
from marketplace.kit.logs import log_to_standard_error
from marketplace.kit.text import t
from marketplace.locale import LANGUAGES, reading_in, say
from marketplace.metrics.service import rebuild, recompute
from marketplace.notices.mailer import FolderMailer
from marketplace.rulebook.provinces import PROVINCES
from marketplace.settings import Settings
from marketplace.stewardship.rules import Shelf
from marketplace.suggestions.service import rematch as recompute_suggestions
from marketplace.tools import Tools
from marketplace.worker import catch_up, follow, prepare, run_forever
from matching import BlendedMatcher
from matching.beir import Collection, read_collection
from matching.blending import ablation, cross_validated, learn_from
from matching.evaluation import Figures
from matching.evaluation import evaluate as measure_ranking
from matching.trio_cases import measure as measure_trios
from matching.trio_cases import read_cases
from search.engines import served
from search.errors import SearchUnavailable
from search.server import NoServer

app = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__)


def _tools() -> Tools:
    log_to_standard_error()
    return Tools.from_settings(Settings())


@app.command()
def migrate() -> None:
    """Bring the database's schema up to date."""
    settings = Settings()
    settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    upgrade(settings.database_url)


@app.command()
def serve(
    *,
    worker: Annotated[bool, typer.Option(help="Start the worker beside the site.")] = True,
) -> None:
    """Migrate, then start the site and (unless --no-worker) the worker."""
    migrate()
    tools = _tools()
    settings = tools.settings
    stop = threading.Event()
    keeper = threading.Thread(target=_keep_worker, args=(stop,))
    with _search_served(settings):
        if worker:
            keeper.start()
        print(f"Three Houses is at {settings.base_url}", flush=True)  # noqa: T201
        try:
            uvicorn.run(
                create_app(tools),
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


@contextmanager
def _search_served(settings: Settings) -> Iterator[None]:
    """With the search's server, where the settings ask for one of our own."""
    with ExitStack() as stack:
        try:
            stack.enter_context(served(settings.search_url))
        except NoServer as problem:
            typer.secho(str(problem), fg="red", err=True)
            raise typer.Exit(1) from None
        yield


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
    migrate()
    tools = _tools()
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
                progress=partial(_advance, bar),
            )
    except MarketplaceError as error:
        typer.secho(str(error), fg="red", err=True)
        raise typer.Exit(1) from None
    with _search_served(tools.settings):
        catch_up(tools)
    typer.echo(f"Sign in at {tools.settings.base_url}/sign-in; it names a person of every role.")


def _advance(bar: Any, done: int, total: int) -> None:
    bar.length = total
    bar.update(done - bar.pos)


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
    tools = _tools()
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


@app.command()
def verify(
    *,
    head: Annotated[str, typer.Option(help="A head held elsewhere, as NUMBER:HASH.")] = "",
    as_json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """Check the journal's chain, its signed heads, and (with --head) one that you kept."""
    tools = _tools()
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
    migrate()
    tools = _tools()
    with _refusals(), tools.database.writing() as session:
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
    migrate()
    tools = _tools()
    with _refusals(), tools.database.writing() as session:
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
    tools = _tools()
    with _refusals(), tools.database.writing() as session:
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
    tools = _tools()
    prepare(tools)
    if not check:
        with _refusals():
            typer.echo(f"Figures folded anew up to event {rebuild(tools.database)}.")
        return
    found = recompute(tools.database)
    said = "equal to" if found.equal else "different from"
    typer.echo(f"The figures are {said} a recomputation up to event {found.number}.")
    raise typer.Exit(0 if found.equal else 1)


@app.command()
def rematch() -> None:
    """Fit the matcher anew and recompute the suggestions of every open need."""
    tools = _tools()
    prepare(tools)
    with _refusals(), typer.progressbar(label="Needs", length=0) as bar:
        listings, needs = recompute_suggestions(
            tools.database, tools.listings, partial(_advance, bar)
        )
    typer.echo(f"{listings} listings were ranked for {needs} open needs.")


@app.command()
def reindex() -> None:
    """Build the search's index anew from the database; until it is whole the old one answers."""
    tools = _tools()
    try:
        with _search_served(tools.settings), typer.progressbar(label="Index", length=0) as bar:
            rebuild_index(tools.database, tools.engine, partial(_advance, bar))
    except SearchUnavailable as fault:
        typer.secho(f"The search engine is away: {fault}", fg="red", err=True)
        raise typer.Exit(1) from None
    typer.echo("The index is built anew.")


@app.command("export")
def export_listings(
    kind: Annotated[Shelf, typer.Argument(help="What to export.")],
    file: Annotated[Path, typer.Argument(help="The file to write.", dir_okay=False)],
    *,
    file_format: Annotated[Format, typer.Option("--format", help="How.")] = Format.CSV,
    house: Annotated[str, typer.Option(help="All that this house has; its id or name.")] = "",
) -> None:
    """Write the listings on the market, or all those of one house, into a file."""
    tools = _tools()
    with _refusals(), tools.database.reading() as session:
        owner = houses.named(session, house) if house else None
    exported = (
        house_file(tools.database, owner, kind, file_format)
        if owner
        else market_file(tools.database, kind, file_format)
    )
    with reading_in(tools.settings.site_language), file.open("wb") as opened:
        opened.writelines(exported.content)
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
    tools = _tools()
    with _refusals(), reading_in(tools.settings.site_language):
        with tools.database.reading() as session:
            owner = houses.named(session, house) if house else None
        with typer.progressbar(label=file.name, length=0, file=sys.stderr) as bar:
            show = partial(_advance, bar)
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


def _address(text: str) -> str:
    try:
        return TypeAdapter[str](Address).validate_python(text)
    except ValidationError:
        raise typer.BadParameter("an e-mail address such as lan@example.org") from None


@contextmanager
def _refusals() -> Iterator[None]:
    """What a service refuses is one red sentence and exit code 1."""
    try:
        yield
    except MarketplaceError as error:
        reasons = error.fields.values() if isinstance(error, Invalid) else (error.text,)
        for reason in reasons:
            typer.secho(say(reason), fg="red", err=True)
        raise typer.Exit(1) from None


@app.command()
def evaluate(  # noqa: PLR0913 - each is a word of the command
    folder: Annotated[Path, typer.Argument(help="A collection in the layout of BEIR.")],
    *,
    queries: Annotated[Path | None, typer.Option(help="Other queries than the folder's.")] = None,
    qrels: Annotated[Path | None, typer.Option(help="Other grades than the folder's.")] = None,
    short: Annotated[bool, typer.Option("--short", help="Title and objective only.")] = False,
    rivals: Annotated[
        bool, typer.Option("--beside", help="Also scikit-learn, bm25s and Meilisearch.")
    ] = False,
    semantic: Annotated[
        bool, typer.Option("--semantic", help="By meaning too; takes threehouses[semantic].")
    ] = False,
    wholes: Annotated[
        bool, typer.Option("--wholes", help="Meaning of whole texts only, no sentences: faster.")
    ] = False,
    vectors: Annotated[
        Path | None, typer.Option(help="Where vectors are kept; else in DATA_DIR.")
    ] = None,
    trios: Annotated[bool, typer.Option("--trios", help="A folder of trios' cases.")] = False,
    folds: Annotated[
        int, typer.Option(min=0, help="Also with learnt shares, cross-validated in so many folds.")
    ] = 0,
    without: Annotated[
        bool, typer.Option("--ablation", help="Also without each part of the score.")
    ] = False,
    learnt: Annotated[
        Path | None, typer.Option("--learn", help="Write shares learnt from all queries here.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """Fit the matcher on a collection, rank its queries, and print how well."""
    if trios:
        _evaluate_trios(folder, as_json=as_json)
        return
    try:
        collection = read_collection(folder, queries=queries, qrels=qrels, short=short)
    except (OSError, ValueError) as error:
        typer.secho(str(error), fg="red", err=True)
        raise typer.Exit(1) from None
    matcher = BlendedMatcher()
    if semantic:
        matcher = _reading(collection, vectors or Settings().vectors, sentences=not wholes)
    typer.echo(f"Fitting {len(collection.documents)} documents", err=True)
    with typer.progressbar(label="Ranking", length=len(collection.queries), file=sys.stderr) as bar:
        figures = measure_ranking(matcher, collection, partial(_advance, bar))
    others = dict(_beside(collection)) if rivals else None
    varied = dict(_varied(matcher, collection, folds, without=without))
    if learnt:
        blend = learn_from(matcher, collection, varied)
        blend.save(learnt)
        typer.echo(blend.card(), err=True)
    _print_figures(figures, others, varied, as_json=as_json)


def _print_figures(
    figures: Figures,
    others: Mapping[str, Figures] | None,
    varied: Mapping[str, tuple[float, float | None]],
    *,
    as_json: bool,
) -> None:
    if as_json:
        more: dict[str, Any] = {}
        if others is not None:
            more["beside"] = {name: other.as_json() for name, other in others.items()}
        if varied:
            more["varied"] = {name: ndcg for name, (ndcg, _) in varied.items()}
        print(json.dumps(figures.as_json() | more))  # noqa: T201
        return
    for line in figures.lines():
        typer.echo(line)
    for name, (ndcg, hard) in varied.items():
        typer.echo(f"{ndcg:.4f}  nDCG@10 {name}" + ("" if hard is None else f" (hard {hard:.4f})"))
    for name, other in (others or {}).items():
        typer.echo(f"{other.ndcg:.4f}  nDCG@10 of {name}, {other.median_ms:.2f} ms")


def _varied(
    matcher: BlendedMatcher, collection: Collection, folds: int, *, without: bool
) -> Iterator[tuple[str, tuple[float, float | None]]]:
    """nDCG@10, and of hard queries, under the name of what was done otherwise."""
    if folds:
        yield f"learnt, {folds} folds", cross_validated(matcher, collection, folds)
    if without:
        for name, found in ablation(matcher, collection).items():
            yield f"without {name}", found


def _reading(collection: Collection, vectors: Path, *, sentences: bool) -> BlendedMatcher:
    """Compares by meaning; first encodes what of the collection is not in `vectors` yet."""
    matcher = BlendedMatcher(encoder="e5", vectors=str(vectors), sentences=sentences)
    started = time.monotonic()
    try:
        with typer.progressbar(label="Encoding", length=0, file=sys.stderr) as bar:
            texts = matcher.encode(collection.documents, partial(_advance, bar))
    except ImportError as missing:
        reason = f"{missing.name} is missing: pip install threehouses[semantic]"
        typer.secho(reason, fg="red", err=True)
        raise typer.Exit(1) from None
    typer.echo(f"Encoded {texts} texts in {time.monotonic() - started:.0f} s", err=True)
    return matcher


def _evaluate_trios(folder: Path, *, as_json: bool) -> None:
    try:
        cases = read_cases(folder)
    except (OSError, ValueError, KeyError) as error:
        typer.secho(str(error), fg="red", err=True)
        raise typer.Exit(1) from None
    hits = measure_trios(BlendedMatcher(), BlendedMatcher(), cases)
    for line in [json.dumps(hits.as_json())] if as_json else hits.lines():
        typer.echo(line)


def _beside(collection: Collection) -> Iterator[tuple[str, Figures]]:
    """Who has not installed what it takes is told so and loses nothing else."""
    try:
        yield from beside(collection)
    except ImportError as missing:
        typer.secho(f"{missing.name} is missing: pip install threehouses[dev]", fg="red", err=True)
    except NoServer as problem:
        typer.secho(str(problem), fg="red", err=True)


class Bench(StrEnum):
    BULK = "bulk"
    MATCHING = "matching"
    METRICS = "metrics"
    WEB = "web"


@app.command()
def bench(
    what: Annotated[Bench, typer.Argument(help="What to measure.")],
    *,
    documents: Annotated[int, typer.Option(help="How many payments, listings or texts.")] = 400,
    collection: Annotated[
        Path | None, typer.Option(help="A BEIR folder whose texts are used (web, matching).")
    ] = None,
    database_url: Annotated[str, typer.Option(help="An empty database; else SQLite.")] = "",
    as_json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """Measure on this machine, in one run."""
    if what == Bench.METRICS:
        report = metrics.measure(database_url, payments=documents)
    elif what == Bench.MATCHING:
        report = bench_matching.measure(documents=documents, collection=collection)
    elif what == Bench.BULK:
        report = bulk_ranking.measure(documents=documents)
    else:
        report = web.measure(database_url, documents=documents, collection=collection)
    if as_json:
        print(json.dumps(report.as_json()))  # noqa: T201
    else:
        for line in report.lines():
            typer.echo(line)


if __name__ == "__main__":
    app()
