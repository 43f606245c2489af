"""Pages of the figures. They are only read: no address below /figures takes a value."""

from typing import Annotated, TypeVar

from fastapi import APIRouter, Query, Request, Response
from sqlalchemy.orm import Session

from marketplace.kit.views import Form
from marketplace.metrics.forms import FigureFilter, RecordFilter, StageFilter
from marketplace.metrics.pages import figure_page, figures_page
from marketplace.metrics.records import records_page
from marketplace.metrics.rules import SUMS, WAYS, Figure, Stage
from marketplace.metrics.stage_records import stage_records_page
from marketplace.metrics.views import filter_options
from marketplace.web.deps import AnyActor, Reading
from marketplace.web.forms import bind
from marketplace.web.templating import render

router = APIRouter(include_in_schema=False)

TEMPLATES = {
    Figure.INCOME: "metrics/sum.html",
    Figure.DEALS: "metrics/sum.html",
    Figure.FUNNEL: "metrics/funnel.html",
    Figure.MATCHING: "metrics/matching.html",
}
F = TypeVar("F", bound=FigureFilter)


@router.get("/figures")
def show_figures(request: Request, session: Reading, actor: AnyActor) -> Response:
    form, chosen = _asked(request, session, FigureFilter)
    return render(request, "metrics/figures.html", figures_page(session, actor, form, chosen))


@router.get("/figures/{code}")
def show_figure(request: Request, session: Reading, actor: AnyActor, code: Figure) -> Response:
    form, chosen = _asked(request, session, FigureFilter)
    return render(request, TEMPLATES[code], figure_page(session, actor, code, form, chosen))


@router.get("/figures/{code}/records")
def show_records(
    request: Request,
    session: Reading,
    actor: AnyActor,
    code: Figure,
    page: Annotated[int, Query(ge=1, le=10_000)] = 1,
) -> Response:
    if code in SUMS:
        form, asked = _asked(request, session, RecordFilter)
        return render(
            request, "metrics/records.html", records_page(session, code, form, asked, page)
        )
    form, chosen = _asked(request, session, StageFilter)
    if chosen.stage == Stage.WHOLE:
        chosen = chosen.model_copy(update={"stage": WAYS[code][0][0]})
    shown = stage_records_page(session, actor, code, (form, chosen), page)
    return render(request, "metrics/stage_records.html", shown)


def _asked(request: Request, session: Session, model: type[F]) -> tuple[Form, F]:
    """What is asked for; an answer that cannot be used stands in the form with the reason, and
    everything is shown."""
    asked = {name: request.query_params.getlist(name) for name in model.model_fields}
    chosen = bind(model, asked).value or model()
    return bind(model, asked, options=filter_options(session, chosen)).form, chosen
