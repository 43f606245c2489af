"""The site: routers, panels, middleware, error pages."""

import logging
import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import anyio.to_thread
from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import JSONResponse
from fastapi.staticfiles import StaticFiles
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from marketplace.accounts import queries as accounts
from marketplace.accounts.api import router as accounts_api
from marketplace.accounts.events import ActRefused
from marketplace.accounts.models import ApiToken, Person
from marketplace.accounts.routes import router as account_pages
from marketplace.admin.routes import router as admin_pages
from marketplace.bids.api import router as bids_api
from marketplace.bids.pages import invention_panel as bids_on_invention
from marketplace.bids.routes import router as bid_pages
from marketplace.catalogue.alerts.api import router as alerts_api
from marketplace.catalogue.alerts.routes import router as alert_pages
from marketplace.catalogue.alerts.rules import LISTENER as ALERTS
from marketplace.catalogue.api import router as catalogue_api
from marketplace.catalogue.routes import router as catalogue_pages
from marketplace.catalogue.rules import LISTENER as INDEX
from marketplace.catalogue.sheet.routes import router as sheet_pages
from marketplace.catalogue.shortlist.api import router as shortlist_api
from marketplace.catalogue.shortlist.pages import invention_panel as keep_invention
from marketplace.catalogue.shortlist.pages import need_panel as keep_need
from marketplace.catalogue.shortlist.routes import router as shortlist_pages
from marketplace.catalogue.words.api import router as words_api
from marketplace.catalogue.words.routes import router as words_pages
from marketplace.db.health import health
from marketplace.db.journal import last_head, record
from marketplace.db.sealer import SEALER
from marketplace.db.session import Database
from marketplace.deals.api import router as deals_api
from marketplace.deals.pages import bid_panel as deal_of_bid
from marketplace.deals.routes import router as deal_pages
from marketplace.demo.panel import is_demonstration, people_panel
from marketplace.houses import queries as houses
from marketplace.houses.api import router as houses_api
from marketplace.houses.routes import router as house_pages
from marketplace.houses.service import actor_for
from marketplace.interop.api import router as interop_api
from marketplace.interop.exports.api import router as exports_api
from marketplace.interop.exports.routes import router as exports_pages
from marketplace.interop.imports.api import router as imports_api
from marketplace.interop.imports.routes import router as import_pages
from marketplace.interop.imports.rules import MOST_BYTES
from marketplace.interop.routes import router as interop_pages
from marketplace.inventions.api import router as inventions_api
from marketplace.inventions.routes import router as invention_pages
from marketplace.kit import clock
from marketplace.kit.actor import Actor
from marketplace.kit.errors import MarketplaceError, SignInNeeded
from marketplace.kit.text import t
from marketplace.kit.views import Option
from marketplace.metrics.api import router as metrics_api
from marketplace.metrics.pages import home_panel as figures_at_home
from marketplace.metrics.pages import house_panel as figures_of_house
from marketplace.metrics.pages import house_ways_panel as ways_of_house
from marketplace.metrics.routes import router as metrics_pages
from marketplace.needs.api import router as needs_api
from marketplace.needs.routes import router as needs_pages
from marketplace.notices import queries as notices
from marketplace.notices.api import router as notices_api
from marketplace.notices.routes import router as notice_pages
from marketplace.payments.api import router as payments_api
from marketplace.payments.pages import deal_panel as payments_of_deal
from marketplace.payments.routes import router as payment_pages
from marketplace.stewardship.api import router as stewardship_api
from marketplace.stewardship.care import care_of
from marketplace.stewardship.routes import router as stewardship_pages
from marketplace.suggestions.api import router as suggestions_api
from marketplace.suggestions.pages import home_panel as try_at_home
from marketplace.suggestions.pages import invention_panel as needs_that_fit
from marketplace.suggestions.pages import need_panel as inventions_that_fit
from marketplace.suggestions.routes import router as suggestion_pages
from marketplace.suggestions.similar import similar_inventions, similar_needs
from marketplace.suggestions.trios import together_panel as three_together
from marketplace.tools import Tools
from marketplace.web import guard, language, openapi, problems
from marketplace.web.aside import Aside
from marketplace.web.identity import NOBODY, Identity
from marketplace.web.panels import register_panel
from marketplace.worker import CLOCK, DESK

ROUTERS = (
    catalogue_pages,
    catalogue_api,
    notice_pages,
    notices_api,
    account_pages,
    accounts_api,
    house_pages,
    houses_api,
    payment_pages,
    payments_api,
    exports_api,
    exports_pages,
    stewardship_api,
    stewardship_pages,
    invention_pages,
    inventions_api,
    needs_pages,
    needs_api,
    suggestion_pages,
    suggestions_api,
    bid_pages,
    bids_api,
    deal_pages,
    deals_api,
    alert_pages,
    alerts_api,
    shortlist_pages,
    shortlist_api,
    sheet_pages,
    words_pages,
    words_api,
    metrics_pages,
    metrics_api,
    interop_pages,
    interop_api,
    import_pages,
    imports_api,
    admin_pages,
)
"""In the order of the features, but for exports and stewardship, whose addresses would pass for the
id of an invention or need, and for the search, which is asked most: an address is compared with all
that stand before its own."""

PANELS = (
    ("need", inventions_that_fit),
    ("need", three_together),
    ("invention", needs_that_fit),
    ("invention", similar_inventions),
    ("need", similar_needs),
    ("invention", bids_on_invention),
    ("invention", care_of),
    ("need", care_of),
    ("invention", keep_invention),
    ("need", keep_need),
    ("bid", deal_of_bid),
    ("deal", payments_of_deal),
    ("home", try_at_home),
    ("home", figures_at_home),
    ("house", figures_of_house),
    ("house", ways_of_house),
    ("sign-in", people_panel),
)
"""(kind of subject, what offers a panel for it): what later features show on earlier pages."""

UPLOADS = dict.fromkeys(("/imports", "/api/v1/imports"), MOST_BYTES + guard.MEGABYTE)
"""Where files are sent: their size, and room for the form around them."""

HTMX = ("js_lib_htmx", "static/htmx")
"""Where the package django-js-lib-htmx holds its files; it needs no Django for that."""

REFUSALS_EVERY = timedelta(minutes=1)
MOST_REFUSALS = 10_000
AROUND_SECONDS = 2.0

log = logging.getLogger(__name__)


def create_app(tools: Tools) -> FastAPI:
    app = FastAPI(
        title="Three Houses",
        version="1",
        openapi_url="/api/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=_lifespan,
        routes=[*_routes().routes],
    )
    app.state.database = tools.database
    app.state.engine = tools.engine
    app.state.settings = tools.settings
    app.state.identify = identify
    app.state.aside = Aside(tools.database)
    app.state.note_refusal = RefusalNotes(app.state.aside)
    app.state.desk = DESK
    app.state.around = Surroundings(tools.database)
    app.state.panels = {}
    app.state.listings = tools.listings
    app.state.journal_key = tools.key.public_key()
    for subject, offer in PANELS:
        register_panel(app, subject, offer)
    problems.install(app)
    openapi.install(app)
    _middleware(app, tools)
    return app


@cache
def _routes() -> APIRouter:
    """Once a process: FastAPI works out what each route takes when it is first asked for one, and
    that takes 0.2 s."""
    router = APIRouter()
    router.mount("/static/lib", StaticFiles(packages=[HTMX]))
    router.mount("/static", StaticFiles(directory=Path(__file__).parent / "web" / "static"))
    for each in ROUTERS:
        router.include_router(each)
    router.add_api_route("/healthz", _alive, include_in_schema=False)
    router.add_api_route("/readyz", _ready, include_in_schema=False)
    return router


def _middleware(app: FastAPI, tools: Tools) -> None:
    """Added from the inside outwards."""
    app.add_middleware(guard.HeadAsGet)
    app.add_middleware(guard.WriterGate, writers=max(1, tools.settings.threads // 2))
    app.add_middleware(guard.BodyLimit, larger=UPLOADS)
    app.add_middleware(guard.CrossOriginGuard)
    app.add_middleware(language.Speak, default=tools.settings.site_language)
    app.add_middleware(guard.SecurityHeaders, secure=tools.settings.secure)


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    limiter = anyio.to_thread.current_default_thread_limiter()
    limiter.total_tokens = app.state.settings.threads
    stop = threading.Event()
    threading.Thread(target=app.state.listings.keep_fresh, args=(stop,), daemon=True).start()
    yield
    stop.set()
    app.state.aside.close()
    app.state.database.dispose()


def identify(session: Session, cookie: str | None, bearer: str | None) -> Identity:
    """Who stands behind a session cookie or an API token."""
    if bearer is not None:
        token = accounts.live_token(session, bearer)
        if token is None or token.person.erased_at:
            raise SignInNeeded(t("This token is unknown or has expired."))
        return _of_token(session, token)
    login = accounts.live_login(session, cookie or "")
    if login is None:
        return NOBODY
    known = _identity(session, login.person, login.house_id, login.id)
    return replace(known, waiting=notices.counts(session, DESK, [known.actor])[0])


def _of_token(session: Session, token: ApiToken) -> Identity:
    """A token acts for the house it was made for and no other; one made without a house acts as
    operator, or for the first house that its person founds or joins."""
    known = _identity(session, token.person, token.house_id, None)
    actor = known.actor
    if token.house_id is None:
        return known
    house = actor.house if actor.acts_for(token.house_id) else None
    return replace(known, actor=replace(actor, house=house, operator=False))


def _identity(
    session: Session, person: Person, house_id: str | None, login_id: str | None
) -> Identity:
    memberships = houses.memberships_of(session, person.id)
    own = {m.house_id: Option(m.house_id, m.house.named) for m in memberships}
    return Identity(
        actor=actor_for(person, memberships, house_id),
        person_name=person.name,
        language=person.language,
        houses=tuple(own.values()),
        login_id=login_id,
    )


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around every page, whoever reads it."""

    head: tuple[int, str] | None
    demonstration: bool


class Surroundings:
    """Looked up at most every `AROUND_SECONDS`, by one request while the others take what is known.

    Nothing is shown where the database is away: the page that says so must be drawn all the same.
    """

    def __init__(self, database: Database) -> None:
        self.database = database
        self._known = Around(None, demonstration=False)
        self._until = 0.0
        self._looking = threading.Lock()

    def __call__(self) -> Around:
        if time.monotonic() > self._until and self._looking.acquire(blocking=False):
            try:
                self._known = self._read()
                self._until = time.monotonic() + AROUND_SECONDS
            except SQLAlchemyError:
                log.warning("what stands around the pages could not be read")
            finally:
                self._looking.release()
        return self._known

    def _read(self) -> Around:
        with self.database.reading() as session:
            head = last_head(session)
            demonstration = self._known.demonstration or is_demonstration(session)
        return Around((head.number, head.hash) if head else None, demonstration)


class RefusalNotes:
    """Journals a signed-in person's refused act, at most once a minute per person and act."""

    def __init__(self, aside: Aside) -> None:
        self._aside = aside
        self._noted: dict[tuple[str, str], datetime] = {}

    def __call__(self, actor: Actor, act: str, error: MarketplaceError) -> None:
        if error.status != 403:
            return
        now = clock.now()
        key = (str(actor.person_id), act)
        if now - self._noted.get(key, datetime.min.replace(tzinfo=UTC)) < REFUSALS_EVERY:
            return
        if len(self._noted) > MOST_REFUSALS:
            self._noted.clear()
        self._noted[key] = now
        event = ActRefused(subject_id=key[0], act=act, code=error.code)
        self._aside(lambda session: record(session, actor, event))


def _alive() -> JSONResponse:
    return JSONResponse({"status": "alive"})


def _ready(request: Request) -> JSONResponse:
    """200 while the database answers and a worker beats; each listener's lag is shown.

    Without the search engine the site goes on, so that it stays ready.
    """
    with request.app.state.database.reading() as session:
        found = health(session, sealer=SEALER, worker=CLOCK)
    stopped = {one.name for one in found.listeners if one.stopped_by}
    running = found.worker_alive and stopped <= {INDEX, ALERTS}
    body = {
        "status": "ready" if running else "not ready",
        "database": "ok",
        "search": "ok" if request.app.state.engine.ready() else "away",
        "worker": "ok" if found.worker_alive else "silent",
        "journal": {"number": found.number, "unsealed": found.unsealed},
        "listeners": {
            one.name: {
                "number": one.number,
                "lag": one.lag,
                "parked": one.parked,
                "stopped_by": one.stopped_by,
            }
            for one in found.listeners
        },
        "caught_up": found.caught_up,
    }
    return JSONResponse(body, 200 if running else 503)
