"""Pages of the figures. They are only read: no address below /figures takes a value."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from marketplace.metrics.forms import FigureFilter, RecordFilter
from marketplace.metrics.pages import figures_page, filter_options, records_page
from marketplace.metrics.rules import Figure
from marketplace.web.deps import Reading
from marketplace.web.forms import bind
from marketplace.web.templating import render

router = APIRouter(include_in_schema=False)


@router.get("/figures")
def show_figures(request: Request, session: Reading) -> Response:
    asked = {name: request.query_params.getlist(name) for name in FigureFilter.model_fields}
    chosen = bind(FigureFilter, asked).value or FigureFilter()
    form = bind(FigureFilter, asked, options=filter_options(session, chosen)).form
    return render(request, "metrics/figures.html", figures_page(session, form, chosen))


@router.get("/figures/{code}/records")
def show_records(
    request: Request,
    session: Reading,
    code: Figure,
    page: Annotated[int, Query(ge=1, le=10_000)] = 1,
) -> Response:
    asked = {name: request.query_params.getlist(name) for name in RecordFilter.model_fields}
    chosen = bind(RecordFilter, asked).value or RecordFilter()
    form = bind(RecordFilter, asked, options=filter_options(session, chosen)).form
    shown = records_page(session, code, form, chosen, page)
    return render(request, "metrics/records.html", shown)
