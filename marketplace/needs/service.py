"""Write a need down, post it, and say how it ended."""

from collections.abc import Collection, Mapping

from sqlalchemy import ColumnElement, update
from sqlalchemy.orm import Session

from marketplace.db.journal import record
from marketplace.houses import queries as houses
from marketplace.kit import clock
from marketplace.kit.actor import Actor
from marketplace.kit.errors import Conflict, Invalid
from marketplace.kit.event import Event
from marketplace.kit.fields import UNANSWERED
from marketplace.kit.ids import new_id
from marketplace.kit.text import Text, t
from marketplace.locale import LANGUAGES
from marketplace.needs import events, policy, queries
from marketplace.needs.forms import BUDGET, PAST, MeetForm, NeedDraft
from marketplace.needs.models import Need, NeedText
from marketplace.needs.rules import EDITABLE, WORKFLOW, NeedState
from marketplace.rulebook.freshness import confirmed_today

_TEXT = ("title", "problem", "done_when")
_PLAIN = ("field", "wanted_by", "readiness_wanted", "keywords", "unnamed")


def draft_need(
    session: Session, actor: Actor, *, form: NeedDraft, left_out: Collection[str] = ()
) -> Need:
    """Begin a need; the answers named in `left_out` are not taken from `form`."""
    policy.can_draft(actor).require()
    if form.blank:
        raise Invalid({"title": t("Write something down first.")})
    house = houses.house(session, str(actor.house_id))
    need = Need(
        id=new_id(),
        house_id=house.id,
        house=house,
        made_by=actor.person_id or "",
        responsible_id=actor.person_id,
        state=NeedState.DRAFT,
        unnamed=False,
        keywords=(),
        texts=[],
    )
    _write(need, form, left_out)
    session.add(need)
    record(session, actor, events.NeedDrafted(subject_id=need.id))
    return need


def save_need(
    session: Session,
    actor: Actor,
    *,
    need: Need,
    form: NeedDraft,
    version: int,
    new: bool = False,
) -> None:
    """Replace the answers, and the text in the form's language; a posted need stays complete.

    `new` says that the page still is the one where the draft was begun and saved itself: its only
    text follows the language chosen there.
    """
    _change(actor, need, form, version, new=new)
    session.flush()  # the event names the version that this change makes
    record(session, actor, events.NeedChanged(subject_id=need.id, version=need.version))


def autosave_need(
    session: Session,
    actor: Actor,
    *,
    need: Need,
    form: NeedDraft,
    version: int,
    left_out: Collection[str],
    new: bool,
) -> int:
    """As `save_need` for a draft, without an event; gives the new version."""
    if need.state != NeedState.DRAFT:
        raise Conflict(t("This need has been posted. Open it again and change it there."))
    _change(actor, need, form, version, left_out=left_out, new=new)
    session.flush()  # the page goes on with the version that this change makes
    return need.version


def post_need(session: Session, actor: Actor, *, need: Need) -> None:
    policy.can_open(actor, need).require()
    target = WORKFLOW.step(need.state, "post").target
    if lacking := missing(need):
        raise Invalid(lacking)
    need.state, need.posted_at = target, clock.now()
    need.confirmed_at = need.posted_at
    assert need.field  # noqa: S101 - a complete need has one
    posted = events.NeedPosted(
        subject_id=need.id,
        field=need.field.value,
        province=need.house.province,
        unnamed=need.unnamed,
    )
    record(session, actor, posted)


def meet_need(session: Session, actor: Actor, *, need: Need, form: MeetForm) -> None:
    """What it was done by must be said by now, in at least one language."""
    policy.can_decide(actor, need).require()
    target = WORKFLOW.step(need.state, "meet").target
    if form.done_when:
        text = queries.text_in(need, form.language)
        assert text is not None  # noqa: S101 - a posted need has one
        text.done_when = form.done_when
    if not any(text.done_when for text in need.texts):
        raise Invalid({"done_when": t("Say how you know that it is done.")})
    _end(session, actor, need, target, events.NeedMet(subject_id=need.id, unnamed=need.unnamed))


def close_need(session: Session, actor: Actor, *, need: Need) -> None:
    policy.can_decide(actor, need).require()
    target = WORKFLOW.step(need.state, "close").target
    _end(session, actor, need, target, events.NeedClosed(subject_id=need.id, unnamed=need.unnamed))


def reopen_need(session: Session, actor: Actor, *, need: Need) -> None:
    policy.can_open(actor, need).require()
    need.state = WORKFLOW.step(need.state, "reopen").target
    need.ended_at, need.confirmed_at = None, clock.now()
    record(session, actor, events.NeedReopened(subject_id=need.id, unnamed=need.unnamed))


def confirm_need(session: Session, actor: Actor, *, need: Need) -> None:
    """Say that it is still valid; to say so twice on one day is no fault and leaves one event."""
    policy.can_confirm(actor, need).require()
    require_confirmable(need)
    if confirmed_today(need.confirmed_at):
        return
    need.confirmed_at = clock.now()
    record(session, actor, events.NeedConfirmed(subject_id=need.id))


def require_confirmable(need: Need) -> None:
    if need.state != NeedState.OPEN:
        raise Conflict(
            t("Only an open need is confirmed; posting it says the same."), code="wrong-state"
        )


def reassign_need(session: Session, actor: Actor, *, need: Need, to: str) -> None:
    """Let another member of the house look after it."""
    policy.can_reassign(actor, need).require()
    if not houses.is_member(session, need.house_id, to):
        raise Invalid({"to": t("Choose a member of your house.")})
    if need.responsible_id == to:
        return
    need.responsible_id = to
    record(session, actor, events.NeedReassigned(subject_id=need.id, responsible_id=to))


def forget_person(session: Session, person_id: str) -> None:
    """Nobody looks after what an erased person did."""
    _release(session, Need.responsible_id == person_id)


def release_member(session: Session, *, house_id: str, person_id: str) -> None:
    """Nobody looks after what was left behind by a person who has left the house."""
    if not houses.is_member(session, house_id, person_id):
        _release(session, Need.house_id == house_id, Need.responsible_id == person_id)


def _release(session: Session, *which: ColumnElement[bool]) -> None:
    """Without a new version: nobody's answers were changed."""
    session.execute(
        update(Need).where(*which).values(responsible_id=None, changed_at=Need.changed_at)
    )


def require_editable(need: Need) -> None:
    if need.state not in EDITABLE:
        raise Conflict(
            t("A need that has ended stays as it is. Open it again to change it."),
            code="wrong-state",
        )


def missing(need: Need) -> Mapping[str, Text]:
    """What keeps the need from being public, by field: an answer that lacks or has become wrong."""
    found: dict[str, Text] = {}
    texts = [text for text in need.texts if text.title or text.problem]
    for text in texts:
        lacks = _lacks(text, alone=len(texts) == 1)
        found |= {name: lacks for name in ("title", "problem") if not getattr(text, name)}
    if not texts:
        found |= dict.fromkeys(("title", "problem"), UNANSWERED)
    if need.field is None:
        found["field"] = UNANSWERED
    if need.wanted_by and need.wanted_by < clock.today():
        found["wanted_by"] = PAST
    return found


def _lacks(text: NeedText, *, alone: bool) -> Text:
    if alone:
        return UNANSWERED
    return t(
        "Answer this in the language %(language)s too, or empty that text.",
        language=LANGUAGES[text.language],
    )


def _lacking(need: Need, form: NeedDraft) -> Mapping[str, Text]:
    """What a posted need would miss after this change; a second language may be emptied whole."""
    others = any(text.language != form.language for text in need.texts)
    emptied = others and not (form.title or form.problem or form.done_when)
    asked = ("field",) if emptied else ("title", "problem", "field")
    return {name: UNANSWERED for name in asked if not getattr(form, name)}


def _change(
    actor: Actor,
    need: Need,
    form: NeedDraft,
    version: int,
    *,
    left_out: Collection[str] = (),
    new: bool,
) -> None:
    policy.can_edit(actor, need).require()
    require_editable(need)
    if need.version != version:
        raise Conflict(
            t("Somebody else changed this while you worked on it. Open it again and look."),
            code="changed-meanwhile",
        )
    if need.state == NeedState.OPEN and (lacking := _lacking(need, form)):
        raise Invalid(lacking)
    if new and need.state == NeedState.DRAFT and len(need.texts) == 1:
        need.texts[0].language = form.language
    _write(need, form, left_out)
    need.changed_at = clock.now()  # so that a change of the text alone counts as a version too
    need.confirmed_at = need.changed_at


def _write(need: Need, form: NeedDraft, left_out: Collection[str]) -> None:
    for name in _PLAIN:
        if name not in left_out:
            setattr(need, name, getattr(form, name))
    if not set(BUDGET) & set(left_out):
        least, most = form.budget_from, form.budget_to
        need.budget_from = least.amount if least else None
        need.budget_to = most.amount if most else None
        need.budget_currency = next((money.currency for money in (least, most) if money), None)
    text = next((text for text in need.texts if text.language == form.language), None)
    if text is None:
        text = NeedText(language=form.language, title="", problem="", done_when="")
        need.texts.append(text)
    for name in _TEXT:
        if name not in left_out:
            setattr(text, name, getattr(form, name))
    if not (text.title or text.problem or text.done_when):
        need.texts.remove(text)


def _end(session: Session, actor: Actor, need: Need, target: NeedState, event: Event) -> None:
    need.state, need.ended_at = target, clock.now()
    record(session, actor, event)
