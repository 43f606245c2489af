"""Draft, save, submit, list and withdraw inventions: the only writer of their tables."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache

from sqlalchemy import ColumnElement, update
from sqlalchemy.orm import Session

from marketplace.db.journal import record, record_all
from marketplace.houses import queries as houses
from marketplace.houses.models import House
from marketplace.inventions import events, policy
from marketplace.inventions.forms import InventionDraftForm, InventorForm
from marketplace.inventions.models import Invention, InventionSection, InventionText, Inventor
from marketplace.inventions.numbers import read_right_number
from marketplace.inventions.rules import WORKFLOW, InventionState, Tier, folded
from marketplace.kit import clock
from marketplace.kit.actor import Actor
from marketplace.kit.errors import Conflict, Invalid
from marketplace.kit.fields import UNANSWERED
from marketplace.kit.ids import new_id
from marketplace.kit.text import t
from marketplace.rulebook.freshness import confirmed_today

_WORDS = ("title", "problem", "novelty", "advantages", "applications")
_AS_TYPED = (
    "kind", "readiness", "field", "readiness_evidence", "keywords", "classes", "offers",
    "asking_terms", "right_status", "filed_on", "holder", "funding_source", "state_percent",
)  # fmt: skip
_NUMBERS = ("application_number", "title_number")
_SECTIONS = {"members_text": Tier.MEMBERS, "confidential_text": Tier.CONFIDENTIAL}

NOTHING: frozenset[str] = frozenset()
EVERYTHING = frozenset(InventionDraftForm.model_fields) - {"language"}

Members = Callable[[], Mapping[str, str]]
"""Names of the house's members by id, asked for only where somebody is named."""


def draft_invention(session: Session, actor: Actor, *, form: InventionDraftForm) -> Invention:
    """Keep a first draft, however little it says."""
    return draft_inventions(session, actor, forms=[form])[0]


def draft_inventions(
    session: Session, actor: Actor, *, forms: Sequence[InventionDraftForm]
) -> list[Invention]:
    """Keep many first drafts, in a few statements however many they are."""
    policy.can_draft(actor).require()
    house = houses.house(session, str(actor.house_id))
    members = _members_of(session, house.id)
    made = [_new_draft(actor, house, form, members) for form in forms]
    session.add_all(made)
    session.flush()  # gives each its version, which whoever answers with it needs
    drafted = [events.InventionDrafted(subject_id=one.id, province=house.province) for one in made]
    record_all(session, actor, drafted)
    return made


def _new_draft(actor: Actor, house: House, form: InventionDraftForm, members: Members) -> Invention:
    invention = Invention(
        id=new_id(),
        house_id=house.id,
        house=house,
        made_by=actor.person_id or "",
        responsible_id=actor.person_id,
        state=InventionState.DRAFT,
        texts=[],
        sections=[],
        inventors=[],
    )
    _fill(invention, form, NOTHING, members)
    return invention


def save_invention(
    session: Session,
    actor: Actor,
    *,
    invention: Invention,
    form: InventionDraftForm,
    version: int | None = None,
    only: frozenset[str] = EVERYTHING,
) -> None:
    """Replace the card and its text in the form's language, or of them the answers in `only`.

    `version` is the one that the writer had read; a listed invention stays complete.
    """
    policy.can_edit(actor, invention).require()
    if invention.state == InventionState.LISTED:
        _require_complete(invention, form, only)
    _save(session, invention, form, version, EVERYTHING - only)
    record(
        session,
        actor,
        events.InventionChanged(subject_id=invention.id, version=invention.version),
    )


def delete_drafts(session: Session, actor: Actor, *, inventions: Sequence[Invention]) -> None:
    """Remove drafts for good, with their texts and the names in them."""
    for invention in inventions:
        policy.can_delete(actor, invention).require()
        session.delete(invention)
    record_all(session, actor, [events.InventionDeleted(subject_id=one.id) for one in inventions])


def autosave_invention(
    session: Session,
    actor: Actor,
    *,
    invention: Invention,
    form: InventionDraftForm,
    version: int,
    except_for: frozenset[str],
) -> None:
    """Keep a draft while it is typed, without an event.

    Answers named in `except_for` cannot be used yet; what was stored before them stays.
    """
    policy.can_edit(actor, invention).require()
    if invention.state != InventionState.DRAFT:
        raise Conflict(t("Only drafts save themselves. Press the button."), code="wrong-state")
    _save(session, invention, form, version, except_for)


def list_invention(
    session: Session, actor: Actor, *, invention: Invention, version: int | None = None
) -> None:
    """Show the public text to everybody: the recorded decision to disclose it."""
    record(session, actor, _listed(actor, invention, version))


def list_inventions(session: Session, actor: Actor, *, inventions: Sequence[Invention]) -> None:
    """Show many at once, by one decision of the house."""
    record_all(session, actor, [_listed(actor, invention, None) for invention in inventions])


def _listed(actor: Actor, invention: Invention, version: int | None) -> events.InventionListed:
    policy.can_list(actor, invention).require()
    listed = _disclose(actor, invention, "list", version)
    invention.submitted_by = None
    return listed


def submit_invention(
    session: Session, actor: Actor, *, invention: Invention, version: int | None = None
) -> None:
    """Hand it to the head, in a house whose head approves each listing."""
    policy.can_submit(actor, invention).require()
    target = WORKFLOW.step(invention.state, "submit").target
    _require_version(invention, version)
    _require_answers(invention)
    invention.state = target
    invention.submitted_by, invention.submitted_at = actor.person_id, clock.now()
    invention.handed_back = ""
    record(session, actor, events.InventionSubmitted(subject_id=invention.id))


def approve_invention(
    session: Session, actor: Actor, *, invention: Invention, version: int | None = None
) -> None:
    """List what somebody else handed in."""
    policy.can_approve(actor, invention).require()
    record(session, actor, _disclose(actor, invention, "approve", version))


def return_invention(session: Session, actor: Actor, *, invention: Invention, reason: str) -> None:
    """Hand it back as a draft, saying what should be changed."""
    policy.can_return(actor, invention).require()
    invention.state = WORKFLOW.step(invention.state, "return").target
    invention.handed_back = reason
    record(
        session,
        actor,
        events.InventionReturned(subject_id=invention.id),
        private={"reason": reason},
    )


def withdraw_invention(session: Session, actor: Actor, *, invention: Invention) -> None:
    policy.can_withdraw(actor, invention).require()
    invention.state = WORKFLOW.step(invention.state, "withdraw").target
    record(session, actor, events.InventionWithdrawn(subject_id=invention.id))


def confirm_invention(session: Session, actor: Actor, *, invention: Invention) -> None:
    """Say that it is still valid; to say so twice on one day is no fault and leaves one event."""
    policy.can_confirm(actor, invention).require()
    require_confirmable(invention)
    if confirmed_today(invention.confirmed_at):
        return
    invention.confirmed_at = clock.now()
    record(session, actor, events.InventionConfirmed(subject_id=invention.id))


def require_confirmable(invention: Invention) -> None:
    if invention.state != InventionState.LISTED:
        raise Conflict(
            t("Only what is listed is confirmed; listing it says the same."), code="wrong-state"
        )


def reassign_invention(session: Session, actor: Actor, *, invention: Invention, to: str) -> None:
    """Let another member of the house look after it."""
    policy.can_reassign(actor, invention).require()
    if not houses.is_member(session, invention.house_id, to):
        raise Invalid({"to": t("Choose a member of your house.")})
    if invention.responsible_id == to:
        return
    invention.responsible_id = to
    reassigned = events.InventionReassigned(subject_id=invention.id, responsible_id=to)
    record(session, actor, reassigned)


def forget_person(session: Session, person_id: str) -> None:
    """Empty name and ORCID of an erased person wherever they are an inventor."""
    session.execute(
        update(Inventor)
        .where(Inventor.person_id == person_id)
        .values(name="", orcid="", person_id=None)
    )
    _release(session, Invention.responsible_id == person_id)


def release_member(session: Session, *, house_id: str, person_id: str) -> None:
    """Nobody looks after what was left behind by a person who has left the house."""
    if not houses.is_member(session, house_id, person_id):
        _release(session, Invention.house_id == house_id, Invention.responsible_id == person_id)


def _release(session: Session, *which: ColumnElement[bool]) -> None:
    """Without a new version: nobody's answers were changed."""
    session.execute(
        update(Invention).where(*which).values(responsible_id=None, changed_at=Invention.changed_at)
    )


def _disclose(
    actor: Actor, invention: Invention, action: str, version: int | None
) -> events.InventionListed:
    target = WORKFLOW.step(invention.state, action).target
    _require_version(invention, version)
    _require_answers(invention)
    now = clock.now()
    invention.state, invention.listed_at = target, now
    invention.disclosed_by, invention.disclosed_at = actor.person_id, now
    invention.confirmed_at = now
    filed = invention.application_number or invention.title_number
    return events.InventionListed(
        subject_id=invention.id,
        invention_kind=str(invention.kind),
        field=str(invention.field or ""),
        readiness=str(invention.readiness),
        province=invention.house.province,
        basis="filed" if filed else "decision",
    )


def _save(
    session: Session,
    invention: Invention,
    form: InventionDraftForm,
    version: int | None,
    except_for: frozenset[str],
) -> None:
    _require_version(invention, version)
    with session.no_autoflush:  # else the question about members would count a version of its own
        _fill(invention, form, except_for, _members_of(session, invention.house_id))
    invention.changed_at = clock.now()  # so that a change of the texts alone counts as one too
    invention.confirmed_at = invention.changed_at
    session.flush()  # counts the version up, which event and answer name


def _require_version(invention: Invention, version: int | None) -> None:
    if version is not None and invention.version != version:
        raise Conflict(
            t("Somebody else changed this while you worked on it. Open it again and look."),
            code="changed-meanwhile",
        )


def _require_answers(invention: Invention) -> None:
    _refuse(policy.unanswered(invention))


def _require_complete(invention: Invention, form: InventionDraftForm, only: frozenset[str]) -> None:
    """Before anything is written: whoever shows the refusal goes on in the same transaction."""
    words = () if policy.answered_without(invention, form.language) else policy.WORDS
    asked = [name for name in (*words, *policy.CARD) if name in only]
    _refuse(tuple(name for name in asked if not getattr(form, name)))


def _refuse(missing: Sequence[str]) -> None:
    if missing:
        raise Invalid(dict.fromkeys(missing, UNANSWERED))


def _fill(
    invention: Invention, form: InventionDraftForm, except_for: frozenset[str], members: Members
) -> None:
    for name, value in _columns(form).items():
        if name not in except_for:
            setattr(invention, name, value)
    if "asking" not in except_for:
        invention.asking_amount = form.asking.amount if form.asking else None
        invention.asking_currency = form.asking.currency if form.asking else None
    if "inventors" not in except_for:
        _name_inventors(invention, form.inventors, members)
    _write_text(invention, form, except_for)
    for name, tier in _SECTIONS.items():
        if name not in except_for:
            _write_section(invention, tier, getattr(form, name))


def _columns(form: InventionDraftForm) -> dict[str, object]:
    """What goes into a column of the same name."""
    columns: dict[str, object] = {name: getattr(form, name) for name in _AS_TYPED}
    for name in _NUMBERS:
        typed = getattr(form, name)
        columns[name] = read_right_number(typed).text if typed else ""
    return columns


def _write_text(invention: Invention, form: InventionDraftForm, except_for: frozenset[str]) -> None:
    if "language" in except_for:
        return
    answers = {name: getattr(form, name) for name in _WORDS if name not in except_for}
    text = next((text for text in invention.texts if text.language == form.language), None)
    if text is None and any(answers.values()):
        text = InventionText(language=form.language, **dict.fromkeys(_WORDS, ""))
        invention.texts.append(text)
    if text is None:
        return
    for name, answer in answers.items():
        setattr(text, name, answer)
    if not any(getattr(text, name) for name in _WORDS):
        invention.texts.remove(text)


def _write_section(invention: Invention, tier: Tier, body: str) -> None:
    section = next((section for section in invention.sections if section.tier == tier), None)
    if section is None and body:
        invention.sections.append(InventionSection(tier=tier, body=body))
    elif section is not None and body:
        section.body = body
    elif section is not None:
        invention.sections.remove(section)


def _name_inventors(invention: Invention, people: Sequence[InventorForm], members: Members) -> None:
    """Write the list anew if it differs, and link those who are members of the house.

    Officers type names by hand, but an erasure finds a person by id, also after they left.
    """
    typed = [(person.name, person.orcid) for person in people]
    named = [row for row in invention.inventors if row.name]
    if typed == [(row.name, row.orcid) for row in named]:
        return
    erased = [row for row in invention.inventors if not row.name]
    known = {row.name: row.person_id for row in named if row.person_id}
    if typed:
        known |= _members_by_name(members(), [name for name, _ in typed])
    made = [
        Inventor(id=new_id(), position=position, name=name, orcid=orcid, person_id=known.get(name))
        for position, (name, orcid) in enumerate(typed, start=1)
    ]
    for position, row in enumerate(erased, start=len(made) + 1):
        row.position = position
    invention.inventors = [*made, *erased]


def _members_of(session: Session, house_id: str) -> Members:
    @cache
    def members() -> Mapping[str, str]:
        return {one.person_id: one.person.name for one in houses.members(session, house_id)}

    return members


def _members_by_name(members: Mapping[str, str], names: Sequence[str]) -> dict[str, str]:
    """The member whom each name means: the one so written, else the only one so folded."""
    found = {}
    for name in names:
        exact = [person for person, own in members.items() if own == name]
        alike = [person for person, own in members.items() if folded(own) == folded(name)]
        chosen = exact or alike
        if len(set(chosen)) == 1:
            found[name] = chosen[0]
    return found
