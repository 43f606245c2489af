"""The overview of the figures, the page of each, and what other pages show of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from marketplace.houses.models import House
from marketplace.kit.actor import Actor
from marketplace.kit.text import t
from marketplace.kit.views import Chart, Crumb, Form, Panel, Words
from marketplace.metrics import partners, queries, steps, sums
from marketplace.metrics.forms import FigureFilter
from marketplace.metrics.partners import MatchingSection
from marketplace.metrics.queries import Completeness
from marketplace.metrics.rules import SUMS, Figure
from marketplace.metrics.steps import OF_INVENTIONS, OF_NEEDS, FunnelSection, Reader, Way
from marketplace.metrics.sums import MAIN_CURRENCY, QUARTERS_AT_A_GLANCE, Section
from marketplace.metrics.views import (
    Number,
    Standing,
    address,
    figure_address,
    scope_of,
    standing_of,
)


@dataclass(frozen=True, slots=True)
class FiguresPage:
    """Every figure at a glance."""

    standing: Standing
    filters: Form
    clear: str | None
    sums: Sequence[Section]
    funnel: FunnelSection
    matching: MatchingSection
    empty: bool
    """Whether nothing was ever counted, or nothing within these filters."""


@dataclass(frozen=True, slots=True)
class FigurePage:
    """One figure whole: a sum, or one that counts stages."""

    standing: Standing
    filters: Form
    here: str
    clear: str | None
    crumbs: Sequence[Crumb]
    section: Section | FunnelSection | MatchingSection


@dataclass(frozen=True, slots=True)
class FiguresPanel:
    title: Words
    href: str
    numbers: Sequence[Number]
    chart: Chart | None
    standing: Standing


@dataclass(frozen=True, slots=True)
class WaysPanel:
    """How far a house's inventions and needs have come."""

    title: Words
    href: str
    ways: Sequence[Way]
    standing: Standing


def figures_page(session: Session, actor: Actor, form: Form, chosen: FigureFilter) -> FiguresPage:
    known = queries.completeness(session)
    reader = Reader(actor, scope_of(chosen, known), chosen)
    shown = [sums.section(session, figure, reader.scope, chosen, whole=False) for figure in SUMS]
    funnel = steps.funnel(session, reader, whole=False)
    matching = partners.section(session, reader, whole=False)
    return FiguresPage(
        standing=_standing(session, known, reader, "/figures"),
        filters=form,
        clear=_clear("/figures", chosen),
        sums=shown,
        funnel=funnel,
        matching=matching,
        empty=all(section.empty for section in shown) and funnel.empty and matching.empty,
    )


def figure_page(
    session: Session, actor: Actor, figure: Figure, form: Form, chosen: FigureFilter
) -> FigurePage:
    known = queries.completeness(session)
    reader = Reader(actor, scope_of(chosen, known), chosen)
    here = figure_address(figure, FigureFilter())
    return FigurePage(
        standing=_standing(session, known, reader, here),
        filters=form,
        here=here,
        clear=_clear(here, chosen),
        crumbs=(Crumb(t("Figures"), address("/figures", chosen)),),
        section=_section(session, figure, reader),
    )


def home_panel(session: Session, actor: Actor, thing: object) -> Panel | None:  # noqa: ARG001 - an Offer
    """The two headline numbers, once there is anything to count."""
    content = _panel(session, actor, FigureFilter(), t("What has come of it so far"))
    return Panel("metrics/panel.html", content) if content else None


def house_panel(session: Session, actor: Actor, thing: House) -> Panel | None:
    content = _panel(session, actor, FigureFilter(house=thing.id), t("What this house was paid"))
    return Panel("metrics/panel.html", content) if content else None


def house_ways_panel(session: Session, actor: Actor, thing: House) -> Panel | None:
    """What a house's own inventions and needs have come to."""
    chosen, known = FigureFilter(house=thing.id), queries.completeness(session)
    reader = Reader(actor, scope_of(chosen, known), chosen)
    ways = [steps.way(session, reader, kind, whole=False) for kind in (OF_INVENTIONS, OF_NEEDS)]
    shown = [steps.known_part(way) for way in ways if not way.empty]
    if not shown:
        return None
    content = WaysPanel(
        title=Figure.FUNNEL.label,
        href=figure_address(Figure.FUNNEL, chosen),
        ways=shown,
        standing=_standing(session, known, reader, "/figures"),
    )
    return Panel("metrics/ways_panel.html", content, order=110)


def _panel(
    session: Session, actor: Actor, chosen: FigureFilter, title: Words
) -> FiguresPanel | None:
    known = queries.completeness(session)
    reader = Reader(actor, scope_of(chosen, known), chosen)
    numbers = [
        sums.headline(figure, total, chosen)
        for figure in SUMS
        for total in sums.main_first(queries.totals(session, figure, reader.scope))
    ]
    if not numbers:
        return None
    by_currency = queries.by_quarter(session, Figure.INCOME, reader.scope)
    quarters = by_currency.get(MAIN_CURRENCY, {})
    return FiguresPanel(
        title=title,
        href=address("/figures", chosen),
        numbers=numbers,
        chart=sums.chart_of(quarters, MAIN_CURRENCY, latest=QUARTERS_AT_A_GLANCE, short=True)
        if len(quarters) > 1
        else None,
        standing=_standing(session, known, reader, "/figures"),
    )


def _section(
    session: Session, figure: Figure, reader: Reader
) -> Section | FunnelSection | MatchingSection:
    if figure == Figure.FUNNEL:
        return steps.funnel(session, reader, whole=True)
    if figure == Figure.MATCHING:
        return partners.section(session, reader, whole=True)
    return sums.section(session, figure, reader.scope, reader.chosen, whole=True)


def _standing(session: Session, known: Completeness, reader: Reader, path: str) -> Standing:
    return standing_of(session, known, reader.scope, path, reader.chosen)


def _clear(path: str, chosen: FigureFilter) -> str | None:
    return path if address(path, chosen) != path else None
