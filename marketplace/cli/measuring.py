"""How well and how fast: on collections with known answers, and beside others."""

import json
import sys
import time
from collections.abc import Iterator, Mapping
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from marketplace.bench import bulk as bulk_ranking
from marketplace.bench import matching as bench_matching
from marketplace.bench import metrics, recall, web
from marketplace.bench import search as bench_search
from marketplace.bench.rivals import beside
from marketplace.cli.shared import advance
from marketplace.settings import Settings
from matching import BlendedMatcher
from matching.beir import Collection, read_collection
from matching.blending import ablation, cross_validated, learn_from
from matching.evaluation import Figures
from matching.evaluation import evaluate as measure_ranking
from matching.trio_cases import measure as measure_trios
from matching.trio_cases import read_cases
from search.server import NoServer

app = typer.Typer()


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
    by_search: Annotated[
        str,
        typer.Option(
            "--search", help="Not the matcher but the search: embedded, meilisearch: or an address."
        ),
    ] = "",
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
    if by_search:
        _evaluate_search(collection, by_search, as_json=as_json)
        return
    matcher = BlendedMatcher()
    if semantic:
        matcher = _reading(collection, vectors or Settings().vectors, sentences=not wholes)
    typer.echo(f"Fitting {len(collection.documents)} documents", err=True)
    with typer.progressbar(label="Ranking", length=len(collection.queries), file=sys.stderr) as bar:
        figures = measure_ranking(matcher, collection, partial(advance, bar))
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
            texts = matcher.encode(collection.documents, partial(advance, bar))
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


def _evaluate_search(collection: Collection, engine: str, *, as_json: bool) -> None:
    try:
        found = recall.measure(collection, engine)
    except (NoServer, ValueError) as problem:
        typer.secho(str(problem), fg="red", err=True)
        raise typer.Exit(1) from None
    for line in [json.dumps(found.as_json())] if as_json else found.lines():
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
    SEARCH = "search"
    WEB = "web"


@app.command()
def bench(
    what: Annotated[Bench, typer.Argument(help="What to measure.")],
    *,
    documents: Annotated[int, typer.Option(help="How many payments, listings or texts.")] = 400,
    collection: Annotated[
        Path | None,
        typer.Option(help="A BEIR folder whose texts are used (web, search, matching)."),
    ] = None,
    database_url: Annotated[str, typer.Option(help="An empty database; else SQLite.")] = "",
    keep: Annotated[
        Path | None,
        typer.Option(
            help="Where the market and its indexes stay for the next run (search); "
            "a market that is copied (web)."
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """Measure on this machine, in one run."""
    if what == Bench.METRICS:
        report = metrics.measure(database_url, payments=documents)
    elif what == Bench.MATCHING:
        report = bench_matching.measure(documents=documents, collection=collection)
    elif what == Bench.SEARCH:
        report = bench_search.measure(
            database_url, documents=documents, collection=collection, keep=keep
        )
    elif what == Bench.BULK:
        report = bulk_ranking.measure(documents=documents)
    else:
        report = web.measure(database_url, documents=documents, collection=collection, keep=keep)
    if as_json:
        print(json.dumps(report.as_json()))  # noqa: T201
    else:
        for line in report.lines():
            typer.echo(line)


if __name__ == "__main__":
    app()
