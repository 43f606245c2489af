"""What the pages of needs show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal
from urllib.parse import urlencode

from marketplace.db.paging import Page
from marketplace.kit.actor import Actor
from marketplace.kit.amounts import show_money
from marketplace.kit.money import Money
from marketplace.kit.text import Text, t
from marketplace.kit.views import Action, Badge, BadgeTone, Crumb, Form, Moment, Pager, Panel, Words
from marketplace.kit.workflow import Step
from marketplace.locale import language
from marketplace.needs import policy
from marketplace.needs.forms import BUDGET, NeedFilter
from marketplace.needs.models import Need, NeedText
from marketplace.needs.policy import ShownHouse
from marketplace.needs.queries import text_in
from marketplace.needs.rules import EDITABLE, WORKFLOW, NeedState
from marketplace.needs.service import missing
from marketplace.rulebook.provinces import PROVINCES

ASKED = ("title", "problem", "field", "language")
LATER = ("done_when", *BUDGET, "wanted_by", "readiness_wanted", "keywords")
_TONES: Mapping[NeedState, BadgeTone] = {
    NeedState.DRAFT: "warning",
    NeedState.OPEN: "info",
    NeedState.MET: "good",
    NeedState.CLOSED: "neutral",
}
_LANGUAGE_NAMES: Mapping[str, Text] = {"vi": t("Vietnamese"), "en": t("English")}
_TEXT_IN: Mapping[str, Text] = {"vi": t("Text in Vietnamese"), "en": t("Text in English")}
_UNTITLED = t("Draft without a title")
_FIRST_IN_MAIN = 50
"""A panel of a smaller order is the reader's next step and stands where that is looked for."""
_ALL = Crumb(t("Needs"), "/needs")
TABS = (Crumb(t("On the market"), "/needs"), Crumb(t("Ours"), "/needs/ours"))


@dataclass(frozen=True, slots=True)
class NeedCard:
    """One need in a list; `spoken` is the language of its title."""

    id: str
    title: Words
    spoken: str
    house: ShownHouse
    province: str
    field: Words | None
    budget: Words | None
    wanted_by: date | None
    posted_at: datetime | None
    state: Badge

    @property
    def href(self) -> str:
        return f"/needs/{self.id}"


@dataclass(frozen=True, slots=True)
class NeedList:
    cards: Sequence[NeedCard]
    filters: Form
    pager: Pager
    tabs: Sequence[Crumb]
    active: str
    clear: str | None
    actions: Sequence[Action]
    only_narrow: bool
    """Whether the list is empty because of the filters alone."""


@dataclass(frozen=True, slots=True)
class NeedPage:
    id: str
    title: Words
    problem: str
    done_when: str
    keywords: Sequence[str]
    spoken: str
    notice: Words | None
    """Tells the reader that this is not the language he asked for."""
    other: Crumb | None
    house: ShownHouse
    facts: Sequence[tuple[Words, object]]
    badge: Badge
    preview: bool
    waiting: Words
    actions: Sequence[Action]
    meet: Form | None
    """The one question before "met", where it has not been answered yet."""
    meet_hidden: Mapping[str, str]
    history: Sequence[Moment]
    panels: Sequence[Panel]
    next_panels: Sequence[Panel]
    crumbs: Sequence[Crumb] = (_ALL,)


@dataclass(frozen=True, slots=True)
class EditPage:
    """`autosave` is where the page saves itself, or None for a need that is public already."""

    title: Words
    form: Form
    action: str
    hidden: Mapping[str, str]
    autosave: str | None
    tabs: Sequence[Crumb]
    active: str
    language: str
    new: bool
    open: bool
    """Whether the questions that can wait stand open: one of them has an answer or an error."""
    posts: bool
    blocked: Words | None
    """Why the draft cannot be posted yet, told on the page instead of a button that fails."""
    submit: Words
    cancel: str
    crumbs: Sequence[Crumb] = (_ALL,)


def card(actor: Actor, need: Need) -> NeedCard:
    text = text_in(need, language())
    return NeedCard(
        id=need.id,
        title=(text.title if text else "") or _UNTITLED,
        spoken=text.language if text and text.title else language(),
        house=policy.shown_house(actor, need),
        province=PROVINCES[need.house.province].name(language()),
        field=need.field.label if need.field else None,
        budget=budget(need),
        wanted_by=need.wanted_by,
        posted_at=need.posted_at,
        state=badge(need),
    )


def badge(need: Need) -> Badge:
    return Badge(need.state.label, _TONES[need.state])


def budget(need: Need) -> Words | None:
    """The range as the reader writes amounts, or None where the house said nothing."""
    least, most = amounts(need)
    if least and most and least != most:
        return t("%(least)s to %(most)s", least=_unbroken(least), most=_unbroken(most))
    if least and not most:
        return t("from %(amount)s", amount=_unbroken(least))
    if most and not least:
        return t("up to %(amount)s", amount=_unbroken(most))
    return _unbroken(most) if most else None


def _unbroken(money: Money) -> str:
    """A line may end between two amounts, but not between a number and its currency."""
    return show_money(money, language())


def amounts(need: Need) -> tuple[Money | None, Money | None]:
    currency = need.budget_currency or "VND"
    least = None if need.budget_from is None else Money(need.budget_from, currency)
    most = None if need.budget_to is None else Money(need.budget_to, currency)
    return least, most


def list_page(actor: Actor, found: Page[Need], filters: Form, chosen: NeedFilter) -> NeedList:
    set_now = {name: value for name, value in chosen.model_dump(mode="json").items() if value}
    return NeedList(
        cards=[card(actor, need) for need in found.items],
        filters=filters,
        pager=pager(found, "/needs", set_now),
        tabs=TABS if actor.house else (),
        active="/needs",
        clear="/needs" if set_now else None,
        actions=list_actions(actor),
        only_narrow=bool(set_now) and not found.total,
    )


def list_actions(actor: Actor) -> tuple[Action, ...]:
    """Visitors may press it too: signing in leads back to the form."""
    post = Action(t("Post a need"), "/needs/new", tone="primary")
    if not actor.signed_in or policy.can_draft(actor):
        return (post,)
    if actor.house is None:
        return (Action(t("Found your house to post a need"), "/houses/new", tone="primary"),)
    return ()


def pager(found: Page[Need], path: str, query: Mapping[str, str]) -> Pager:
    def to(number: int) -> str:
        return _address(path, {**query, "page": str(number)})

    return Pager(
        total=found.total,
        first=found.first,
        last=found.last,
        previous=to(found.number - 1) if found.number > 1 else None,
        next=to(found.number + 1) if found.has_next else None,
    )


def need_page(
    actor: Actor,
    need: Need,
    *,
    wanted: str | None = None,
    panels: Sequence[Panel] = (),
    meet: Form | None = None,
) -> NeedPage:
    """The need in the language `wanted`, else in the reader's, else in the one there is."""
    code = wanted or language()
    text = text_in(need, code) or NeedText(title="", problem="", done_when="")
    spoken = text.language or code
    return NeedPage(
        id=need.id,
        title=text.title or _UNTITLED,
        problem=text.problem,
        done_when=text.done_when,
        keywords=need.keywords,
        spoken=spoken,
        notice=_notice(code, spoken) if spoken != code else None,
        other=_other_language(need, spoken),
        house=policy.shown_house(actor, need),
        facts=_facts(actor, need),
        badge=badge(need),
        preview=need.state == NeedState.DRAFT,
        waiting=_waiting(actor, need),
        actions=_actions(actor, need, asks=meet is not None),
        meet=meet and _required(meet, "done_when"),
        meet_hidden={"language": spoken},
        history=_history(actor, need),
        panels=tuple(panel for panel in panels if panel.order >= _FIRST_IN_MAIN),
        next_panels=tuple(panel for panel in panels if panel.order < _FIRST_IN_MAIN),
    )


def _notice(wanted: str, given: str) -> Text:
    return t(
        "The house has given no text in %(wanted)s: you read it in %(given)s.",
        wanted=_LANGUAGE_NAMES[wanted],
        given=_LANGUAGE_NAMES[given],
    )


def _other_language(need: Need, spoken: str) -> Crumb | None:
    for text in need.texts:
        if text.language != spoken and text.title:
            return Crumb(_TEXT_IN[text.language], f"/needs/{need.id}?language={text.language}")
    return None


def asks_before_meeting(actor: Actor, need: Need) -> bool:
    """Whether "met" has its question beside it for this reader."""
    said = any(text.done_when for text in need.texts)
    return need.state == NeedState.OPEN and not said and bool(policy.can_decide(actor, need))


def _facts(actor: Actor, need: Need) -> tuple[tuple[Words, object], ...]:
    house = policy.shown_house(actor, need)
    posted_by = Crumb(house.label, house.href) if house.href else house.label
    kept_back = need.unnamed and house.id is not None
    return (
        (t("Posted by"), posted_by),
        *(((t("In public"), t("The name is kept back")),) if kept_back else ()),
        (t("Province or city"), PROVINCES[need.house.province].name(language())),
        (t("Field"), need.field.label if need.field else None),
        (t("Budget"), budget(need)),
        (t("Wanted by"), need.wanted_by and need.wanted_by.strftime("%d/%m/%Y")),
        (t("Readiness wanted"), need.readiness_wanted.label if need.readiness_wanted else t("Any")),
    )


def _waiting(actor: Actor, need: Need) -> Words:
    """Who must do what next, in one sentence for this reader."""
    ours = actor.acts_for(need.house_id)
    if need.state == NeedState.DRAFT:
        if missing(need):
            return t("Only your house sees this draft. Answer what is still open, then post it.")
        return t("Only your house sees this draft. This is how it will look when it is posted.")
    if need.state == NeedState.OPEN and ours and "wanted_by" in missing(need):
        return t("The day your house named has passed. Name a later one, or close the need.")
    if need.state == NeedState.OPEN and ours:
        return t("Your house looks at inventions that fit, and says here when the need is met.")
    if need.state == NeedState.OPEN:
        return t("The house looks for an invention that fits. Institutes answer by listing theirs.")
    if need.state == NeedState.MET:
        return t("Nobody has to do anything more: this need has been met.")
    return t("This need was closed without a result. Its house can open it again.")


def _actions(actor: Actor, need: Need, *, asks: bool) -> tuple[Action, ...]:
    """From the workflow table and the policy; "met" stands apart where it has a question to ask."""
    steps = () if not actor.acts_for(need.house_id) else WORKFLOW.open_to(need.state, "owner")
    found = [_action(actor, need, step) for step in steps if not (asks and step.action == "meet")]
    if need.state in EDITABLE and policy.can_edit(actor, need):
        found += _edits(need)
    if need.state == NeedState.OPEN and need.field:
        tone: Literal["primary", "secondary"] = "secondary" if missing(need) else "primary"
        address = f"/inventions?field={need.field}"
        found.insert(0, Action(t("Look at inventions in this field"), address, tone=tone))
    return tuple(found)


def _action(actor: Actor, need: Need, step: Step[NeedState]) -> Action:
    opens = step.target == NeedState.OPEN
    decision = policy.can_open(actor, need) if opens else policy.can_decide(actor, need)
    reason: Words | None = decision.reason
    if reason is None and step.action == "post" and missing(need):
        reason = t("Some answers are still open: change the draft first.")
    return Action(
        step.label, f"/needs/{need.id}/{step.action}", post=True, tone=step.tone, reason=reason
    )


def _edits(need: Need) -> list[Action]:
    written = {text.language for text in need.texts}
    mine = (text_in(need, language()) or NeedText(language=language())).language
    draft, lacking = need.state == NeedState.DRAFT, bool(missing(need))
    words = t("Go on writing") if draft else t("Change the text")
    tone: Literal["primary", "secondary"] = "primary" if lacking else "secondary"
    other = {"vi": t("Add the text in Vietnamese"), "en": t("Add the text in English")}
    return [Action(words, edit_address(need, mine), tone=tone)] + [
        Action(label, edit_address(need, code))
        for code, label in other.items()
        if not lacking and code not in written
    ]


def _history(actor: Actor, need: Need) -> tuple[Moment, ...]:
    found = []
    if actor.acts_for(need.house_id):
        found.append(Moment(t("Written down"), need.created_at))
    if need.posted_at:
        found.append(Moment(t("Posted"), need.posted_at))
    if need.ended_at:
        found.append(Moment(need.state.label, need.ended_at))
    if need.wanted_by and need.state in EDITABLE:
        found.append(Moment(t("Wanted by"), None, need.wanted_by.strftime("%d/%m/%Y"), done=False))
    return tuple(found)


def edit_address(need: Need, code: str) -> str:
    return f"/needs/{need.id}/edit?language={code}"


def answers(need: Need, code: str) -> Mapping[str, object]:
    """The need as the form holds it, with its text in one language (blank if there is none)."""
    text = next((text for text in need.texts if text.language == code), None)
    least, most = amounts(need)
    return {
        "title": text.title if text else "",
        "problem": text.problem if text else "",
        "done_when": text.done_when if text else "",
        "field": need.field,
        "budget_from": least,
        "budget_to": most,
        "wanted_by": need.wanted_by,
        "readiness_wanted": need.readiness_wanted,
        "keywords": need.keywords,
        "unnamed": need.unnamed,
        "language": code,
    }


def new_page(actor: Actor, form: Form) -> EditPage:
    blocked = policy.can_open_own(actor).reason
    return EditPage(
        title=t("Post a need"),
        form=_required(form, *ASKED),
        action="/needs/new",
        hidden={"version": "0", "new": "1"},
        autosave="/needs/autosave",
        tabs=(),
        active="",
        language=language(),
        new=True,
        open=_open(form),
        posts=blocked is None,
        blocked=blocked,
        submit=t("Save draft"),
        cancel="/needs",
    )


def edit_page(
    actor: Actor, need: Need, form: Form, code: str, *, version: int | None = None
) -> EditPage:
    """`version` is what the reader began with, where that may be older than the need's own."""
    draft = need.state == NeedState.DRAFT
    blocked = policy.can_open(actor, need).reason if draft else None
    text = text_in(need, language())
    title = (text.title if text else "") or _UNTITLED
    return EditPage(
        title=t("Change the need"),
        form=_required(form, *ASKED),
        action=edit_address(need, code),
        hidden={"version": str(version or need.version), "language": code},
        autosave=f"/needs/{need.id}/autosave" if draft else None,
        tabs=[Crumb(name, edit_address(need, each)) for each, name in _TEXT_IN.items()],
        active=edit_address(need, code),
        language=code,
        new=False,
        open=_open(form),
        posts=draft and blocked is None,
        blocked=blocked,
        submit=t("Save draft") if draft else t("Save"),
        cancel=f"/needs/{need.id}",
        crumbs=(_ALL, Crumb(title, f"/needs/{need.id}")),
    )


def _required(form: Form, *names: str) -> Form:
    """The models are lenient, but people see which answers are needed before the next step."""
    fields = {
        name: replace(field, required=field.required or name in names)
        for name, field in form.fields.items()
    }
    return Form(fields, form.errors)


def _open(form: Form) -> bool:
    return any(form[name].value or form[name].error for name in LATER)


def language_to_mend(need: Need) -> str:
    """The language whose text was begun and lacks an answer, else the reader's."""
    halves = (text.language for text in need.texts if bool(text.title) != bool(text.problem))
    text = text_in(need, language())
    return next(halves, text.language if text else language())


def _address(path: str, query: Mapping[str, str]) -> str:
    return f"{path}?{urlencode(query)}" if query else path
