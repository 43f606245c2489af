"""Rendering: one Jinja environment; a template sees `page`, and `frame()` for what is around it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import (
    Environment,
    FileSystemLoader,
    StrictUndefined,
    pass_context,
    select_autoescape,
)
from jinja2.runtime import Context

from marketplace.kit import clock
from marketplace.kit.amounts import short_money, show_money, show_percent
from marketplace.kit.money import Money
from marketplace.kit.text import t
from marketplace.kit.views import Badge, Crumb, Option, Words
from marketplace.locale import gettext, in_words, language, ngettext, number, say
from marketplace.web import flash
from marketplace.web.identity import identity_of

TEMPLATES = Path(__file__).parent.parent.parent / "templates"
VERSION = "0.1.0"

NAV = (
    Crumb(t("Inventions"), "/inventions"),
    Crumb(t("Needs"), "/needs"),
    Crumb(t("Houses"), "/houses"),
    Crumb(t("Figures"), "/figures"),
)


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around every page."""

    language: str
    path: str
    signed_in: bool
    person_name: str
    house_name: Words
    house_id: str
    houses: Sequence[Option]
    operator: bool
    nav: Sequence[Crumb]
    active: str
    flash: Sequence[Badge]
    demonstration: bool
    waiting: int
    head: tuple[int, str] | None
    version: str


def render(request: Request, template: str, page: object, *, status: int = 200) -> HTMLResponse:
    """Answer with `template` filled from the frozen dataclass `page`."""
    messages = flash.read(request)
    frame = _frame(request, messages)
    text = environment().get_template(template).render(page=page, _frame=frame)
    response = HTMLResponse(text, status)
    response.headers["content-language"] = language()
    if messages:
        flash.clear(response)
    return response


def go(path: str, message: Badge | None = None) -> RedirectResponse:
    """Redirect after a post (303), saying `message` on the next page."""
    response = RedirectResponse(path, 303)
    if message:
        flash.write(response, message)
    return response


def local_path(path: str, otherwise: str = "/") -> str:
    """`path` if it stays on this site, for addresses that come back from a form."""
    safe = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()
    return path if safe else otherwise


def _frame(request: Request, messages: Sequence[Badge]) -> Frame:
    who = identity_of(request)
    path = request.url.path
    around = request.app.state.around()
    return Frame(
        language=language(),
        path=f"{path}?{request.url.query}" if request.url.query else path,
        signed_in=who.actor.signed_in,
        person_name=who.person_name,
        house_name=who.actor.house.named if who.actor.house else "",
        house_id=who.actor.house_id or "",
        houses=who.houses,
        operator=who.actor.operator,
        nav=NAV,
        active=next((item.href for item in NAV if path.startswith(item.href)), ""),
        flash=messages,
        demonstration=around.demonstration,
        waiting=who.waiting,
        head=around.head,
        version=VERSION,
    )


@cache
def environment() -> Environment:
    env = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    env.install_gettext_callables(  # type: ignore[attr-defined]  # added by the extension
        gettext, ngettext, newstyle=True
    )
    for name in ("gettext", "ngettext"):
        env.globals[name] = _with_words(env.globals[name])
    env.globals["frame"] = _frame_of
    env.filters |= {
        "say": say,
        "money": lambda amount, currency="VND": show_money(Money(amount, currency), language()),
        "short_money": lambda amount, currency="VND": short_money(amount, currency, language()),
        "percent": _percent,
        "day": show_day,
        "moment": show_moment,
        "hour": show_hour,
        "number": number,
    }
    return env


def _with_words(translate: Any) -> Any:
    """A gettext function for templates whose parameters are put into the reader's words."""

    @pass_context
    def call(context: Context, *message: Any, **params: Any) -> Any:
        if len(message) == 3:  # singular, plural and the count
            params.setdefault("num", message[2])
        said = {key: in_words(value) for key, value in params.items()}
        return translate(context, *message, **said)

    return call


@pass_context
def _frame_of(context: Context) -> Any:
    return context["_frame"]


def _percent(tenths: int) -> str:
    return show_percent(tenths, language())


def show_day(value: date | datetime) -> str:
    if isinstance(value, datetime):
        value = clock.local(value).date()
    return value.strftime("%d/%m/%Y")


def show_hour(value: datetime) -> str:
    return clock.local(value).strftime("%H:%M")


def show_moment(value: datetime) -> str:
    return clock.local(value).strftime("%d/%m/%Y %H:%M")
