"""Write down what is suggested, what people say of it, and texts that wait for their writer."""

from collections.abc import Callable, Collection, Sequence

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from marketplace.accounts.passwords import digest
from marketplace.accounts.service import count_try
from marketplace.db.journal import record, record_all
from marketplace.db.sealer import take_cursor
from marketplace.db.session import Database
from marketplace.kit import clock
from marketplace.kit.actor import MACHINE, Actor
from marketplace.kit.errors import Conflict
from marketplace.kit.ids import new_secret
from marketplace.kit.text import t
from marketplace.needs import queries as needs
from marketplace.suggestions import policy, queries
from marketplace.suggestions.demand import Demand
from marketplace.suggestions.documents import of_need
from marketplace.suggestions.events import SuggestionJudged, SuggestionMade
from marketplace.suggestions.forms import JudgementForm
from marketplace.suggestions.listings import Listings
from marketplace.suggestions.models import Judgement, KeptText, Matched, Suggestion
from marketplace.suggestions.models import Trio as TrioRow
from marketplace.suggestions.reasons import Suggested, stored, stored_trio
from marketplace.suggestions.rules import KEEP_BY_ADDRESS, KEPT_FOR, NAME
from matching.trios import Trio


def suggest(session: Session, *, need_id: str, found: Sequence[Suggested], listings: int) -> None:
    """Replace what is suggested for an open need by `found`, the best first.

    The first time that an invention comes among them is an event; moving up or down is not.
    """
    known = queries.rows_of(session, need_id)
    for row in known.values():
        row.rank = None
    made = []
    for rank, one in enumerate(found, start=1):
        if one.key in known:
            row = known[one.key]
            row.rank, row.score, row.why = rank, one.score, stored(one)
        else:
            made.append(_make(session, need_id, one, rank))
    record_all(session, MACHINE, made)
    session.merge(Matched(need_id=need_id, at=clock.now(), listings=listings))


def suggest_together(session: Session, *, need_id: str, found: Sequence[Trio]) -> None:
    """Replace the trios that are suggested for an open need by `found`, the best first."""
    session.execute(delete(TrioRow).where(TrioRow.need_id == need_id))
    for rank, trio in enumerate(found, start=1):
        row = TrioRow(
            need_id=need_id,
            rank=rank,
            invention_id=trio.can.document.key,
            payer_need_id=trio.pay.document.key,
            score=trio.score,
            why=stored_trio(trio),
        )
        session.add(row)


def end_suggestions(session: Session, need_ids: Collection[str]) -> None:
    """Nothing is suggested any more for needs that have ended."""
    session.execute(delete(TrioRow).where(TrioRow.need_id.in_(need_ids)))
    session.execute(update(Suggestion).where(Suggestion.need_id.in_(need_ids)).values(rank=None))
    session.execute(delete(Matched).where(Matched.need_id.in_(need_ids)))


def rematch(
    database: Database, listings: Listings, progress: Callable[[int, int], None]
) -> tuple[int, int]:
    """Fit every listing anew and rank them for every open need; the numbers of both.

    Ranking is done before the write transaction, so a need that is posted meanwhile is left to the
    worker.
    """
    listings.rebuild(database)
    found, trios = {}, {}
    with database.reading() as session:
        asked = needs.all_open(session)
        said = queries.answers(session, {need.id for need in asked})
        listings.demand = Demand()
        listings.demand.refresh(session, ())
        for done, need in enumerate(asked, start=1):
            found[need.id] = listings.best(of_need(need), said[need.id])
            best = max((one.score for one in found[need.id]), default=0.0)
            trios[need.id] = listings.demand.trios(session, listings.matcher, need, best)
            progress(done, len(asked))
    with database.writing() as session:
        if take_cursor(session, NAME) is None:
            raise Conflict(t("A worker is matching at this moment. Try again."))
        for need_id, explained in found.items():
            suggest(session, need_id=need_id, found=explained, listings=len(listings.matcher))
            suggest_together(session, need_id=need_id, found=trios[need_id])
    return len(listings.matcher), len(asked)


def judge(
    session: Session, actor: Actor, *, suggestion: Suggestion, form: JudgementForm
) -> Judgement:
    """Say whether it is useful; saying it again replaces the person's word."""
    need, invention = suggestion.need, suggestion.invention
    policy.can_judge(actor, need, invention).require()
    side = policy.side_of(actor, need, invention)
    assert side  # noqa: S101 - the policy has asked
    word = Judgement(
        need_id=need.id,
        invention_id=invention.id,
        person_id=str(actor.person_id),
        house_id=str(actor.house_id),
        side=side,
        useful=form.useful,
        reason=form.reason,
        sentence=form.sentence,
        at=clock.now(),
    )
    event = SuggestionJudged(
        subject_id=need.id,
        invention_id=invention.id,
        side=side.value,
        useful=form.useful,
        reason=form.reason.value if form.reason else "",
    )
    record(session, actor, event, private={"sentence": form.sentence} if form.sentence else None)
    return session.merge(word)


def keep_text(session: Session, *, text: str, address: str) -> str:
    """Keep a visitor's pasted text for a day; returns the secret under which it is found again.

    Raises `TooMany` for an address that keeps too much.
    """
    count_try(session, KEEP_BY_ADDRESS, address)
    secret = new_secret()
    session.add(KeptText(digest=digest(secret), text=text))
    return secret


def forget_kept_texts(session: Session) -> None:
    session.execute(delete(KeptText).where(KeptText.at < clock.now() - KEPT_FOR))


def forget_person(session: Session, person_id: str) -> None:
    """Empty what an erased person said in their own words."""
    session.execute(update(Judgement).where(Judgement.person_id == person_id).values(sentence=""))


def _make(session: Session, need_id: str, one: Suggested, rank: int) -> SuggestionMade:
    session.add(
        Suggestion(
            need_id=need_id, invention_id=one.key, rank=rank, score=one.score, why=stored(one)
        )
    )
    return SuggestionMade(
        subject_id=need_id, invention_id=one.key, rank=rank, score=round(1000 * one.score)
    )
