"""The worker: which events wake which listeners, and the clock's jobs."""

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from functools import partial

from sqlalchemy.orm import Session

from marketplace.accounts import queries as people
from marketplace.accounts import service as accounts
from marketplace.bids import desk as bids_desk
from marketplace.bids import tasks as bids
from marketplace.catalogue import tasks as catalogue
from marketplace.catalogue.alerts import tasks as alerts
from marketplace.catalogue.shortlist import tasks as shortlist
from marketplace.db import scrub
from marketplace.db.idempotency import forget_old_answers
from marketplace.db.journal import Sealed, forget_private
from marketplace.db.listeners import (
    Handler,
    Listener,
    Projector,
    ensure_cursors,
    listen_once,
    project_once,
)
from marketplace.db.sealer import SEALER, seal_once, sign_head, take_cursor
from marketplace.deals import desk as deals_desk
from marketplace.deals import tasks as deals
from marketplace.houses import desk as houses_desk
from marketplace.houses import tasks as houses
from marketplace.houses.service import actors_of
from marketplace.interop.imports import desk as imports_desk
from marketplace.interop.imports import tasks as imports
from marketplace.inventions import desk as inventions_desk
from marketplace.inventions import tasks as inventions
from marketplace.kit.bell import Bell
from marketplace.metrics import tasks as metrics
from marketplace.metrics.rules import LISTENER as FIGURES
from marketplace.needs import tasks as needs
from marketplace.notices import service as notices
from marketplace.notices.queries import Desk
from marketplace.notices.tasks import deliver_one, write_daily
from marketplace.payments import desk as payments_desk
from marketplace.payments import tasks as payments
from marketplace.stewardship import tasks as stewardship
from marketplace.suggestions import service as suggesting
from marketplace.suggestions import tasks as suggestions
from marketplace.tools import Tools

log = logging.getLogger(__name__)

PAUSE_SECONDS = 0.2
"""Between two looks for events that are not sealed yet."""
UNASKED_SECONDS = 2.0
"""After so long the other steps look without having been woken: for what is due by its time, and
what another process has sealed or left."""
HOUSEKEEPING_SECONDS = 60.0
BEAT_SECONDS = 5.0
CLOCK = "clock"

DESK = Desk(
    (
        *houses_desk.PILES,
        *payments_desk.PILES,
        *inventions_desk.PILES,
        *bids_desk.PILES,
        *deals_desk.PILES,
        *imports_desk.PILES,
    ),
    actors_of,
)
"""What waits for whom: on the page, in the header's count and in the daily letters."""

ERASED_FROM = (
    "person", "letter", "notice", "bookmark", "invitation", "api_token", "idempotent_answer",
    "inventor", "event_private", "judgement", "import_batch", "import_sheet", "import_row",
    "saved_search", "alert", "kept",
)  # fmt: skip
"""The tables from which an erasure removes something; what is left in their files is scrubbed."""

Reactions = Mapping[str, tuple[Handler, ...]]


def listeners(tools: Tools) -> tuple[Listener, ...]:
    return (
        Listener("notices", notices_reactions()),
        Listener("erasure", erasure_reactions(tools)),
        Listener(FIGURES, metrics.REACTIONS, parks=False),
    )


def projectors(tools: Tools) -> tuple[Projector, ...]:
    return (
        suggestions.projector(tools.database, tools.listings),
        catalogue.projector(tools.database, tools.engine),
        alerts.projector(tools.database, tools.engine),
    )


def names(tools: Tools) -> tuple[str, ...]:
    """Of all that reads the journal, each with a cursor of its own."""
    listening = (listener.name for listener in listeners(tools))
    return (*listening, *(projector.name for projector in projectors(tools)))


def notices_reactions() -> Reactions:
    """Who hears of what, and what else follows from an event."""
    return {
        "person.erased": (
            inventions.forget_person,
            needs.forget_person,
            suggestions.forget_sentences,
            imports.forget_person,
            alerts.forget_person,
            shortlist.forget_person,
        ),
        "house.founded": (houses.ask_operators,),
        "house.applied": (houses.ask_operators,),
        "house.changed": (houses.warn_operators,),
        "house.verified": (houses.tell_verified,),
        "house.refused": (houses.tell_refused,),
        "house.member-joined": (houses.tell_joined,),
        "house.member-left": (inventions.release_member, needs.release_member),
        "house.listings-entrusted": (stewardship.tell_entrusted,),
        "invention.submitted": (inventions.ask_heads,),
        "invention.returned": (inventions.tell_returned,),
        "invention.listed": (inventions.tell_listed,),
        "bid.made": (bids.ask_owner,),
        "bid.refused": (bids.tell_refused,),
        "bid.withdrawn": (bids.tell_withdrawn,),
        "bid.expired": (bids.tell_expired,),
        "deal.agreed": (deals.tell_agreed,),
        "deal.terms-proposed": (deals.tell_terms,),
        "deal.signed-by-side": (deals.tell_signed_by_side,),
        "deal.signed": (deals.tell_signed,),
        "deal.ended": (deals.tell_ended,),
        "deal.relation-declared": (deals.tell_related, payments.ask_verifiers),
        "payment.declared": (payments.ask_for_confirmation,),
        "payment.disputed": (payments.tell_of_dispute,),
        "payment.withdrawn": (payments.tell_of_withdrawal,),
        "payment.verified": (payments.tell_of_verification,),
        "payment.rejected": (payments.tell_of_rejection,),
    }


def erasure_reactions(tools: Tools) -> Reactions:
    """What is left to do outside of the tables when a person was erased from them."""

    def forget_letters(session: Session, event: Sealed) -> None:
        notices.forget_letters(session, tools.mailer, event.subject_id)

    def forget_sentences(session: Session, event: Sealed) -> None:
        forget_private(session, event.subject_id)

    return {"person.erased": (forget_letters, forget_sentences, scrub.mark_due)}


def catch_up(tools: Tools, *, post: bool = True) -> None:
    """Seal, listen and deliver until nothing is left; for commands, the demonstration and tests.

    Without `post` letters wait.
    """
    prepare(tools)
    _until_done([partial(_exhausted, step) for step in _steps(tools, post=post)])
    catalogue.mend(tools.database, tools.engine)
    sign_head(tools.database, tools.key)


def follow(tools: Tools) -> None:
    """What has to bear the date of the day to which a story has moved the clock.

    Letters and the search index wait for `catch_up`, what is costly to explain for `rematch`.
    """
    prepare(tools)
    with tools.database.writing() as session:
        bids.expire_bids(session)
        bids.remind(session)
    matcher = suggestions.projector(tools.database, tools.listings, thorough=False)
    _until_done([*_hearing(tools), partial(project_once, tools.database, matcher)])
    sign_head(tools.database, tools.key)


def _until_done(steps: Sequence[Callable[[], int]]) -> None:
    """Again and again, because some steps give others work."""
    while sum(step() for step in steps):
        pass


def _exhausted(step: Callable[[], int]) -> int:
    total = 0
    while done := step():
        total += done
    return total


def prepare(tools: Tools) -> None:
    ensure_cursors(tools.database, (SEALER, CLOCK, *names(tools)))


def _steps(tools: Tools, *, post: bool = True) -> list[Callable[[], int]]:
    deliver = partial(
        deliver_one,
        tools.database,
        tools.mailer,
        sender=tools.settings.mail_from,
        base_url=tools.settings.base_url,
    )
    heard = [listener.name for listener in listeners(tools)]
    return [
        *_hearing(tools),
        *(partial(project_once, tools.database, one) for one in projectors(tools)),
        partial(suggestions.read_once, tools.database, tools.listings),
        partial(alerts.tell_once, tools.database, tools.engine, tools.key),
        *([deliver] if post else []),
        partial(scrub.scrub_once, tools.database, ERASED_FROM, heard),
    ]


def _hearing(tools: Tools) -> list[Callable[[], int]]:
    return [
        partial(seal_once, tools.database),
        *(partial(listen_once, tools.database, listener) for listener in listeners(tools)),
    ]


def run_forever(tools: Tools, stop: threading.Event) -> None:
    """One thread per listener, one for the sealer, one for the post, one for the clock.

    Whoever has done something wakes the others, because it may have given them work.
    """
    prepare(tools)
    bell = Bell()
    sealer, *others = _steps(tools)
    waits = [(sealer, PAUSE_SECONDS), *((step, UNASKED_SECONDS) for step in others)]
    threads = [
        threading.Thread(target=_loop, args=(step, stop, bell, seconds), daemon=True)
        for step, seconds in waits
    ]
    threads += [
        threading.Thread(target=tools.listings.wake, daemon=True),
        threading.Thread(
            target=_every, args=(BEAT_SECONDS, partial(_beat, tools), stop), daemon=True
        ),
        threading.Thread(
            target=_every,
            args=(HOUSEKEEPING_SECONDS, partial(clock_jobs, tools), stop),
            daemon=True,
        ),
    ]
    for thread in threads:
        thread.start()
    stop.wait()
    bell.ring()
    for thread in threads:
        thread.join(timeout=5)


def clock_jobs(tools: Tools) -> None:
    """What is due by the clock; each job selects it anew and may be late or repeated."""
    with tools.database.writing() as session:
        bids.expire_bids(session)
        bids.remind(session)
        accounts.forget_old_tries(session)
        accounts.forget_old_logins(session)
        suggesting.forget_kept_texts(session)
        imports.forget_cells(session)
        forget_old_answers(session)
    catalogue.mend(tools.database, tools.engine)
    send_daily_letters(tools)


def send_daily_letters(tools: Tools) -> None:
    """Each person's in a transaction of its own, after what it says was looked up in another."""
    with tools.database.reading() as session:
        due = people.daily_letters_due(session)
    for person in due:
        write_daily(tools.database, DESK, person)


def _beat(tools: Tools) -> None:
    sign_head(tools.database, tools.key)
    with tools.database.writing() as session:
        take_cursor(session, CLOCK)


def _loop(step: Callable[[], int], stop: threading.Event, bell: Bell, seconds: float) -> None:
    while not stop.is_set():
        rung = bell.rung
        if _guarded(step):
            bell.ring()
        else:
            bell.wait(rung, seconds)


def _every(seconds: float, job: Callable[[], None], stop: threading.Event) -> None:
    while not stop.is_set():
        _guarded(job)
        stop.wait(seconds)


def _guarded(step: Callable[[], int | None]) -> int:
    """A fault (a database that is away) is logged and tried again; it ends no thread."""
    try:
        return step() or 0
    except Exception:
        log.exception("the worker will try again")
        return 0
