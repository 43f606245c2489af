"""The short way of asking: what is found falls into groups that exclude each other, and all of them
are asked for in one call.

Merging questions by weight, and looking up beginnings in a filter, would take several times as
long; where the words are few, the question itself finds the same.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from search.attempts import Wanted
from search.base import Query
from search.meili.asking import READ, Filter, conjoined, has_word
from search.meili.calls import Calls, Counts, Found
from search.meili.rows import base, beginning, own
from search.text import Word, beginning_in, words


@dataclass(frozen=True, slots=True)
class Group:
    """Rows that fit a question and some filters; groups stand in the order of their hits."""

    text: str
    found: Sequence[Filter]


def groups_of(wanted: Wanted) -> Sequence[Group]:
    """None of them where there are codes, many words, or words with others of the same meaning."""
    terms = wanted.terms
    if wanted.codes or wanted.least or not 0 < len(terms) <= READ or any(len(t) > 1 for t in terms):
        return ()
    typed = [word for (way,) in terms for word in way]
    grown = beginning_in(words(wanted.text))
    *before, last = typed
    others = [has_word(word) for word in before]
    text = " ".join(map(base, before))
    if last != grown:
        return _by_marks(typed, f"{text} {base(last)} ", [*others, has_word(last)])
    if base(last) == beginning(last):
        return _by_marks(typed, f"{text} {base(last)}", others)
    return [
        *_by_marks(typed, f"{text} {base(last)} ", [*others, has_word(last)]),
        Group(f"{text} {beginning(last)}", [*others, f"NOT {has_word(last)}"]),
    ]


def asked_at_once(
    calls: Calls,
    query: Query,
    groups: Sequence[Group],
    always: Filter,
    filters: Mapping[str, Filter],
) -> Found:
    """A page, and the counts of all facets, each without its own filter."""
    here = [always, *filters.values()]
    free = [_name(facet) for facet in query.facets if facet not in filters]
    skipped = _totals(calls, groups, here) if query.offset else []
    pages = [
        {
            **_asked(group, here),
            "attributesToRetrieve": ["stored"],
            "facets": free,
            "offset": max(0, query.offset - sum(skipped[:place])),
            "limit": query.limit,
        }
        for place, group in enumerate(groups)
    ]
    counts = [
        {
            **_asked(group, [always, *(one for name, one in filters.items() if name != own_one)]),
            "facets": [_name(own_one)],
            "limit": 0,
        }
        for own_one in query.facets
        if own_one in filters
        for group in groups
    ]
    found = calls.searched([*pages, *counts])
    shown = found[: len(groups)]
    stored = [row for page in shown for row in page.stored][: query.limit]
    return Found(sum(page.total for page in shown), stored, _added([one.facets for one in found]))


def _by_marks(typed: Sequence[Word], text: str, found: Sequence[Filter]) -> Sequence[Group]:
    """Where marks were typed, what is written so comes first."""
    if not any(word.marked for word in typed):
        return [Group(text, found)]
    written = conjoined(f'words = "{own(word)}"' for word in typed)
    return [Group(text, [*found, written]), Group(text, [*found, f"NOT ({written})"])]


def _totals(calls: Calls, groups: Sequence[Group], here: Sequence[Filter]) -> Sequence[int]:
    found = calls.searched([{**_asked(group, here), "limit": 0} for group in groups])
    return [one.total for one in found]


def _asked(group: Group, here: Sequence[Filter]) -> Mapping[str, Any]:
    return {"q": group.text, "filter": [*here, *group.found], "matchingStrategy": "all"}


def _added(counts: Sequence[Counts]) -> Counts:
    """No row is in two of the groups."""
    added: dict[str, dict[str, int]] = {}
    for some in counts:
        for name, values in some.items():
            own_one = added.setdefault(name, {})
            for value, count in values.items():
                own_one[value] = own_one.get(value, 0) + count
    return added


def _name(facet: str) -> str:
    return f"facets.{facet}"
