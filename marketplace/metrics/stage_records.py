"""The records behind a figure that counts stages: who came to one, as far as all may know."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, false
from sqlalchemy.orm import Session

from marketplace.db.paging import page_of
from marketplace.houses import queries as houses
from marketplace.houses.models import House
from marketplace.houses.pages import house_name
from marketplace.inventions import queries as inventions
from marketplace.kit.actor import Actor
from marketplace.kit.errors import NotFound
from marketplace.kit.text import t
from marketplace.kit.views import Crumb, Form, Pager, Words
from marketplace.locale import language
from marketplace.metrics import counts, policy, queries
from marketplace.metrics.forms import StageFilter
from marketplace.metrics.models import Fact
from marketplace.metrics.records import crumbs_of, pager_of
from marketplace.metrics.rules import (
    INVENTIONS,
    PAIRS,
    RANKED,
    SINCE,
    Figure,
    Measure,
    Stage,
    way_with,
)
from marketplace.metrics.steps import Reader, shown_counts
from marketplace.metrics.views import (
    Standing,
    address,
    scope_of,
    stage_address,
    standing_of,
)
from marketplace.needs import queries as needs
from marketplace.needs.policy import shown_house

GONE = t("Not listed any more")


@dataclass(frozen=True, slots=True)
class StageRecord:
    """One that came to the stage on the day `reached`; `invention` is that of a pair."""

    reached: date
    subject: Crumb | Words
    invention: Crumb | Words | None
    house: Crumb | Words
    measured: int | None
    number: int


@dataclass(frozen=True, slots=True)
class StageRecordsPage:
    """`total` is None where this reader may not know it, and `reason` says why.

    `withheld` of them are not named, because they are not public.
    """

    code: str
    title: Words
    stage: Words
    measure: Words | None
    subject: Words
    pairs: bool
    measured: Words | None
    standing: Standing
    filters: Form
    hidden: Mapping[str, str]
    clear: str | None
    tabs: Sequence[Crumb]
    active: str
    total: int | None
    reason: Words | None
    withheld: int
    records: Sequence[StageRecord]
    pager: Pager
    crumbs: Sequence[Crumb]


@dataclass(frozen=True, slots=True)
class Behind:
    """The records behind one number: those that this reader may be told of, and how many there are
    in all; `total` is None where not even that may be known, and `reason` says why."""

    query: Select[Fact]
    total: int | None
    reason: Words | None


def stage_records_page(
    session: Session, actor: Actor, figure: Figure, bound: tuple[Form, StageFilter], number: int
) -> StageRecordsPage:
    form, chosen = bound
    known = queries.completeness(session)
    reader = Reader(actor, scope_of(chosen, known), chosen)
    found = behind(session, figure, reader, chosen)
    page = page_of(session, queries.newest_first(found.query), number)
    path = f"/figures/{figure.value}/records"
    here = address(path, chosen)
    bare = StageFilter(stage=chosen.stage, measure=chosen.measure, rank=chosen.rank)
    return StageRecordsPage(
        code=figure.value,
        title=figure.label,
        stage=chosen.stage.label,
        measure=None if chosen.measure == Measure.VERIFIED else chosen.measure.label,
        subject=t("Invention") if chosen.stage in INVENTIONS else t("Need"),
        pairs=chosen.stage in PAIRS,
        measured=_what_is_measured(chosen.stage),
        standing=standing_of(session, known, reader.scope, path, chosen),
        filters=form,
        hidden=_kept(chosen),
        clear=address(path, bare) if bare != chosen else None,
        tabs=_tabs(figure, chosen),
        active=here,
        total=found.total,
        reason=found.reason,
        withheld=(found.total or 0) - page.total,
        records=_records(session, actor, page.items),
        pager=pager_of(page, here),
        crumbs=crumbs_of(figure, chosen),
    )


def behind(session: Session, figure: Figure, reader: Reader, asked: StageFilter) -> Behind:
    """`NotFound` for a stage that the figure does not count."""
    way = way_with(figure, asked.stage)
    if way is None:
        raise NotFound
    _, reason = shown_counts(session, figure, reader, (way[0], asked.stage))[asked.stage]
    query = counts.records(figure, reader.scope, asked.stage, asked.measure, asked.rank)
    if reason is not None:
        return Behind(query.where(false()), None, reason)
    total = queries.count(session, query)
    if policy.can_name(reader.actor, asked.stage, house_id=reader.scope.house_id):
        return Behind(query, total, None)
    return Behind(counts.named(query, asked.stage), total, None)


def _what_is_measured(stage: Stage) -> Words | None:
    if stage in RANKED:
        return t("Place among the suggestions")
    return t("Days") if stage in SINCE else None


def _kept(chosen: StageFilter) -> Mapping[str, str]:
    """What a change of the filters does not change."""
    rank = chosen.rank.value if chosen.rank else ""
    return {"stage": chosen.stage.value, "measure": chosen.measure.value, "rank": rank}


def _tabs(figure: Figure, chosen: StageFilter) -> Sequence[Crumb]:
    return [
        Crumb(stage.label, stage_address(figure, chosen, stage, chosen.measure))
        for stage in way_with(figure, chosen.stage) or ()
    ]


def _records(session: Session, actor: Actor, facts: Sequence[Fact]) -> Sequence[StageRecord]:
    titles = _Titles(session, actor, facts)
    return [
        StageRecord(
            reached=fact.reached,
            subject=titles.subject(fact),
            invention=titles.invention(fact) if fact.stage in PAIRS else None,
            house=titles.house(fact),
            measured=fact.measured,
            number=fact.from_number,
        )
        for fact in facts
    ]


class _Titles:
    """What the inventions, needs and houses of some facts are called, as far as `actor` may read
    of them: one question each, however many there are."""

    def __init__(self, session: Session, actor: Actor, facts: Sequence[Fact]) -> None:
        self.actor = actor
        wanted = {fact.invention_id for fact in facts if fact.invention_id}
        self._inventions = inventions.seen_by(session, actor, wanted)
        wanted = {fact.subject_id for fact in facts if fact.subject_kind == "need"}
        self._needs = needs.seen_by(session, actor, wanted)
        self._houses = houses.names(session, [fact.house_id for fact in facts]) if facts else {}

    def subject(self, fact: Fact) -> Crumb | Words:
        if fact.subject_kind == "invention":
            return self.invention(fact)
        need = self._needs.get(fact.subject_id)
        return Crumb(needs.title_in(need, language()), f"/needs/{need.id}") if need else GONE

    def invention(self, fact: Fact) -> Crumb | Words:
        found = self._inventions.get(fact.invention_id)
        if found is None:
            return GONE
        return Crumb(inventions.title_in(found, language()) or GONE, f"/inventions/{found.id}")

    def house(self, fact: Fact) -> Crumb | Words:
        """A need's house may be known to this reader although it stands in no fact."""
        house: House | None = self._houses.get(fact.house_id)
        if house is not None:
            return Crumb(house_name(house), f"/houses/{house.id}")
        need = self._needs.get(fact.subject_id)
        return shown_house(self.actor, need).label if need else ""
