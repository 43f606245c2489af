"""Inventions, needs and houses as the search engine gets them, and who may find which of them.

Text under a confidentiality agreement (tier 3) is never among it.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from marketplace.catalogue import numbers
from marketplace.catalogue.codes import (
    class_codes,
    doi_codes,
    number_code,
    orcid_code,
    with_parents,
)
from marketplace.catalogue.rules import STATED, Funding
from marketplace.houses.models import House
from marketplace.houses.rules import Role
from marketplace.inventions.models import Invention, InventionText, Inventor
from marketplace.inventions.pages import asking_of
from marketplace.inventions.rules import Tier
from marketplace.kit import clock
from marketplace.kit.actor import Actor
from marketplace.kit.money import Money
from marketplace.needs.models import Need, NeedText
from marketplace.needs.pages import amounts
from marketplace.rulebook.provinces import PROVINCES
from marketplace.rulebook.readiness import Readiness
from search.base import PUBLIC, SearchDocument
from search.text import language_of

INVENTION, NEED, HOUSE = "invention", "need", "house"

SUBJECT = "subject"
"""A facet that nobody counts: the subject's own id, for whoever asks about some subjects alone."""

MEMBERS = "members"
"""Held by whoever acts for a verified house."""
OPERATOR, OVERSEER = "operator", "overseer"

_INVENTION_TEXT = ("problem", "novelty", "advantages", "applications")
_NEED_TEXT = ("problem", "done_when")


def tokens_of(actor: Actor) -> frozenset[str]:
    """What the actor may read by; the policies of inventions and needs say the same."""
    verified = actor.house is not None and actor.house.verified
    held = {
        PUBLIC: True,
        MEMBERS: verified,
        OPERATOR: actor.operator,
        OVERSEER: verified and actor.has(Role.OVERSEER),
        _own(actor.house_id or ""): actor.house is not None,
    }
    return frozenset(token for token, holds in held.items() if holds)


def of_invention(invention: Invention, erased: Collection[str]) -> Iterator[SearchDocument]:
    """`invention` is listed, with house, texts, inventors and the members' section.

    `erased` are persons whose names may still stand with the inventors.
    """
    everybodys = _public_document(invention, erased)
    yield everybodys
    members = "\n".join(one.body for one in invention.sections if one.tier == Tier.MEMBERS)
    if members:
        yield replace(
            everybodys,
            tier=2,
            readers=frozenset({MEMBERS, _own(invention.house_id)}),
            texts=_with(everybodys.texts, members),
            codes=(*everybodys.codes, *doi_codes((members,))),
        )


def of_need(need: Need) -> Iterator[SearchDocument]:
    """`need` is on the market, with house and texts.

    Where the house stays unnamed, its name stands only in a document of those who may know it.
    """
    unnamed = _need_document(need)
    if not need.unnamed:
        yield _named(unnamed, need.house)
        return
    yield unnamed
    knowing = frozenset({OPERATOR, OVERSEER, _own(need.house_id)})
    yield replace(_named(unnamed, need.house), tier=2, readers=knowing)


def of_house(house: House) -> SearchDocument:
    """`house` is verified, so that its page is everybody's."""
    document = SearchDocument(
        key=house.id,
        kind=HOUSE,
        tier=1,
        readers=frozenset({PUBLIC}),
        at=house.state_since,
        titles={"vi": house.name, **({"en": house.name_en} if house.name_en else {})},
        texts={language_of(house.about): house.about} if house.about else {},
        names=_places(house),
        facets={
            "what": ("houses",),
            "province": (house.province,),
            "house_kind": (house.kind.value,),
        },
        numbers=numbers.day(house.state_since),
        shown=_shown(house, None, house.state_since),
    )
    return _naming(document, house)


def _own(house_id: str) -> str:
    return f"house {house_id}"


def _public_document(invention: Invention, erased: Collection[str]) -> SearchDocument:
    assert invention.listed_at is not None  # noqa: S101 - it is listed
    rights = [n for n in (invention.application_number, invention.title_number) if n]
    price = asking_of(invention)
    inventors = [one for one in invention.inventors if one.person_id not in erased]
    texts = _texts(invention.texts, _INVENTION_TEXT)
    document = SearchDocument(
        key=invention.id,
        kind=INVENTION,
        tier=1,
        readers=frozenset({PUBLIC}),
        at=invention.listed_at,
        titles=_titles(invention.texts),
        texts=texts,
        names=(
            *invention.keywords,
            *with_parents(invention.classes),
            *rights,
            *_named_inventors(inventors),
            *(one.orcid for one in inventors if one.orcid),
            *_places(invention.house),
        ),
        codes=(
            *map(number_code, rights),
            *class_codes(invention.classes),
            *(orcid_code(one.orcid) for one in inventors if one.orcid),
            *doi_codes((*texts.values(), invention.readiness_evidence)),
        ),
        facets={
            **_facets(invention.house, invention.field),
            "what": ("inventions",),
            SUBJECT: (invention.id,),
            "kind": _value(invention.kind),
            "readiness": _up_to(invention.readiness),
            "ipc": [one for one in with_parents(invention.classes) if " " not in one],
            "offer": invention.offers,
            "right": _value(invention.right_status),
            "funding": _funding(invention.state_percent),
            "inventor": _named_inventors(inventors),
            "language": [*_titles(invention.texts)],
            STATED: ("price",) if price else (),
        },
        numbers={
            **numbers.day(invention.listed_at),
            **numbers.price(price),
            **({numbers.READINESS: int(invention.readiness)} if invention.readiness else {}),
        },
        shown={
            **_shown(invention.house, invention.field, invention.listed_at),
            **_money("price", price),
            "kind": str(invention.kind or ""),
            "readiness": str(invention.readiness or ""),
            "number": next(iter(rights), ""),
        },
    )
    return _named(document, invention.house)


def _need_document(need: Need) -> SearchDocument:
    assert need.posted_at is not None  # noqa: S101 - it was posted
    texts, (least, most) = _texts(need.texts, _NEED_TEXT), amounts(need)
    return SearchDocument(
        key=need.id,
        kind=NEED,
        tier=1,
        readers=frozenset({PUBLIC}),
        at=need.posted_at,
        titles=_titles(need.texts),
        texts=texts,
        names=(*need.keywords, *_places(need.house)),
        codes=doi_codes(texts.values()),
        facets={
            **_facets(need.house, need.field),
            "what": ("needs",),
            SUBJECT: (need.id,),
            "language": [*_titles(need.texts)],
            STATED: ("budget",) if least or most else (),
        },
        numbers={**numbers.day(need.posted_at), **numbers.budget(least, most)},
        shown={
            **_shown(need.house, need.field, need.posted_at),
            **_money("budget_from", least),
            **_money("budget_to", most),
            "state": need.state.value,
        },
    )


def _named(document: SearchDocument, house: House) -> SearchDocument:
    """With the house's name, found and shown."""
    return replace(
        _naming(document, house),
        names=(*document.names, house.name, house.name_en),
        facets={**document.facets, "house": (house.id,)},
    )


def _naming(document: SearchDocument, house: House) -> SearchDocument:
    return replace(
        document,
        shown={
            **document.shown,
            "house_id": house.id,
            "house_vi": house.name,
            "house_en": house.name_en or house.name,
        },
    )


def _titles(texts: Sequence[InventionText] | Sequence[NeedText]) -> Mapping[str, str]:
    return {text.language: text.title for text in texts if text.title}


def _texts(
    texts: Sequence[InventionText] | Sequence[NeedText], answers: Sequence[str]
) -> Mapping[str, str]:
    found = {
        text.language: "\n".join(words for name in answers if (words := getattr(text, name)))
        for text in texts
    }
    return {language: text for language, text in found.items() if text}


def _with(texts: Mapping[str, str], members: str) -> Mapping[str, str]:
    """The members' text has no language of its own; it joins those of the one it seems to be in."""
    language = language_of(members)
    return {**texts, language: "\n".join((*filter(None, (texts.get(language),)), members))}


def _named_inventors(inventors: Sequence[Inventor]) -> Sequence[str]:
    return tuple(dict.fromkeys(one.name for one in inventors if one.name))


def _places(house: House) -> Sequence[str]:
    province = PROVINCES[house.province]
    return (province.vi, province.en)


def _facets(house: House, field: str | None) -> Mapping[str, Sequence[str]]:
    return {
        "field": _value(field),
        "province": (house.province,),
        "house_kind": (house.kind.value,),
    }


def _shown(house: House, field: str | None, at: datetime) -> Mapping[str, str]:
    return {
        "field": str(field or ""),
        "province": house.province,
        "house_kind": house.kind.value,
        "since": clock.local(at).date().isoformat(),
    }


def _value(choice: str | None) -> Sequence[str]:
    return (str(choice),) if choice else ()


def _up_to(readiness: Readiness | None) -> Sequence[str]:
    """Every level that it has reached, so that to choose one means "at least"."""
    return [level.value for level in Readiness if readiness and int(level) <= int(readiness)]


def _funding(state_percent: int | None) -> Sequence[str]:
    if state_percent is None:
        return ()
    return (Funding.STATE if state_percent else Funding.OWN,)


def _money(name: str, money: Money | None) -> Mapping[str, str]:
    return {name: f"{money.amount} {money.currency}"} if money else {}
