"""How often the houses that people had in mind are among the trios that are suggested.

A folder of cases holds `corpus.jsonl` (listings) and `queries.jsonl` (all needs) as in
`matching.beir`, `houses.jsonl` (`_id` of a listing or need, `house`, `kind`, `province`, `unnamed`,
`words` of its field, `names` of the house) and `trios.jsonl` (`_id` of a need, `institutes`,
`payers`).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from matching.base import Matcher
from matching.beir import document_of, file_in, rows_of
from matching.documents import Document
from matching.trios import House, Source, Trio, about, suggest_trios

DEPTH = 5


@dataclass(frozen=True, slots=True)
class Case:
    """A trio hits if both its institute and its payer are among these."""

    need: str
    institutes: frozenset[str]
    payers: frozenset[str]

    def hit_by(self, trio: Trio) -> bool:
        return trio.can.house.key in self.institutes and trio.pay.house.key in self.payers


@dataclass(frozen=True, slots=True)
class Cases:
    """`owners` by listing or need; needs of `unnamed` speak for nobody but themselves. `words` are
    known of a need, and `names` are those of the house that has it."""

    name: str
    listings: tuple[Document, ...]
    needs: tuple[Document, ...]
    owners: Mapping[str, House]
    unnamed: frozenset[str]
    words: Mapping[str, Sequence[str]]
    names: Mapping[str, Sequence[str]]
    cases: tuple[Case, ...]


@dataclass(frozen=True, slots=True)
class Hits:
    """By need at which place the first trio hits, None where none of the first five does."""

    name: str
    places: Mapping[str, int | None]

    @property
    def share(self) -> float:
        return sum(place is not None for place in self.places.values()) / len(self.places)

    def as_json(self) -> dict[str, str | int | float]:
        return {"collection": self.name, "cases": len(self.places), "hit@5": self.share}

    def lines(self) -> Iterator[str]:
        hits = sum(place is not None for place in self.places.values())
        yield f"{self.name}: hit@{DEPTH} {self.share:.3f} ({hits} of {len(self.places)} needs)"
        for need, place in self.places.items():
            yield f"{place or 'no':>3}  {need}"


def read_cases(folder: Path) -> Cases:
    """Raises `FileNotFoundError`, and `ValueError` for what cannot be read."""
    houses = list(rows_of(file_in(folder, "houses.jsonl")))
    cases = tuple(
        Case(row["_id"], frozenset(row["institutes"]), frozenset(row["payers"]))
        for row in rows_of(file_in(folder, "trios.jsonl"))
    )
    if not cases:
        raise ValueError(f"{folder}: no need has a trio in mind")
    return Cases(
        name=folder.resolve().name,
        listings=tuple(map(document_of, rows_of(file_in(folder, "corpus.jsonl")))),
        needs=tuple(map(document_of, rows_of(file_in(folder, "queries.jsonl")))),
        owners={row["_id"]: House(row["house"], row["kind"], row["province"]) for row in houses},
        unnamed=frozenset(row["_id"] for row in houses if row.get("unnamed")),
        words={row["_id"]: row["words"] for row in houses},
        names={row["_id"]: row["names"] for row in houses},
        cases=cases,
    )


def measure(listings: Matcher, needs: Matcher, told: Cases) -> Hits:
    """Fit the one on what is offered, the other on what is needed, and ask for each case."""
    listings.fit(told.listings)
    needs.fit(
        about(need, *told.words[need.key], *told.names[need.key])
        for need in told.needs
        if need.key not in told.unnamed
    )
    by_key = {need.key: need for need in told.needs}

    def owners(keys: Sequence[str]) -> Mapping[str, House]:
        return {key: told.owners[key] for key in keys if key not in told.unnamed}

    places: dict[str, int | None] = {}
    for case in told.cases:
        found = suggest_trios(
            by_key[case.need],
            told.owners[case.need],
            words=told.words[case.need],
            listings=Source(listings, owners),
            needs=Source(needs, owners),
            top=DEPTH,
        )
        hits = (place for place, trio in enumerate(found, start=1) if case.hit_by(trio))
        places[case.need] = next(hits, None)
    return Hits(told.name, places)
