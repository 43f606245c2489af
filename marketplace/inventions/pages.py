"""What the pages of inventions show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from sqlalchemy.orm import Session

from marketplace.db.journal import sealed_about
from marketplace.db.paging import Page
from marketplace.houses.models import House
from marketplace.houses.pages import house_name
from marketplace.inventions import policy, queries
from marketplace.inventions.forms import SECTIONS
from marketplace.inventions.models import Invention, InventionText, Inventor
from marketplace.inventions.numbers import Stage, read_right_number
from marketplace.inventions.rules import (
    QUESTIONS,
    WORKFLOW,
    InventionState,
    OfferKind,
    RightStatus,
    Tier,
)
from marketplace.kit.actor import Actor
from marketplace.kit.errors import NotFound
from marketplace.kit.money import Money
from marketplace.kit.text import Text, t
from marketplace.kit.views import (
    Action,
    Badge,
    BadgeTone,
    Crumb,
    Field,
    Form,
    Moment,
    Pager,
    Panel,
    Words,
)
from marketplace.kit.workflow import Step
from marketplace.locale import LANGUAGES, language
from marketplace.rulebook.provinces import PROVINCES

Fact = tuple[Words, Words | Crumb | Badge | Money | None]

UNTITLED = t("Draft without a title")
CRUMB = Crumb(t("Inventions"), "/inventions")
TABS = (Crumb(t("All listed"), "/inventions"), Crumb(t("Ours"), "/inventions/ours"))
TONES: Mapping[InventionState, BadgeTone] = {
    InventionState.DRAFT: "neutral",
    InventionState.SUBMITTED: "warning",
    InventionState.LISTED: "good",
    InventionState.WITHDRAWN: "neutral",
}
CONFIRMATION = t(
    "By listing it I confirm that this text holds no state secret and may be public, because the "
    "right is filed or the house has decided to disclose it."
)
HAPPENED: Mapping[str, Text] = {
    "invention.drafted": t("Drafted"),
    "invention.changed": t("Changed"),
    "invention.submitted": t("Handed to the head"),
    "invention.returned": t("Handed back"),
    "invention.listed": t("Listed"),
    "invention.withdrawn": t("Withdrawn"),
    "invention.confirmed": t("Confirmed as still valid"),
    "invention.reassigned": t("Given to somebody else to look after"),
}
PUBLIC_EVENTS = ("invention.listed", "invention.withdrawn")
LOOKED_AT_FIRST: Mapping[str, Text] = {
    "list": t("Preview and list"),
    "submit": t("Preview and hand to the head"),
    "approve": t("Look at it and decide"),
}
"""Steps whose button stands on the preview, so that nobody shows what they have not seen."""
FIRST_IN_MAIN = 50
"""A panel of a smaller order is the reader's next step and stands where that is looked for."""
LANGUAGE_NAMES: Mapping[str, Text] = {"vi": t("Vietnamese"), "en": t("English")}
TEXT_IN: Mapping[str, Text] = {"vi": t("Text in Vietnamese"), "en": t("Text in English")}
NUMBERS = {"application_number": Stage.APPLICATION, "title_number": Stage.TITLE}


@dataclass(frozen=True, slots=True)
class InventionCard:
    """An invention in a list, of this feature or of another."""

    id: str
    href: str
    title: Words
    house: str
    province: str
    kind: Words
    readiness: Words
    text: str


@dataclass(frozen=True, slots=True)
class ListPage:
    cards: Sequence[InventionCard]
    pager: Pager
    filters: Sequence[Field]
    clear: str | None
    tabs: Sequence[Crumb]
    active: str
    offer: Action | None
    show_all: Action


@dataclass(frozen=True, slots=True)
class InventorView:
    name: Words
    orcid: str


@dataclass(frozen=True, slots=True)
class Passage:
    title: Words
    text: str


@dataclass(frozen=True, slots=True)
class CardView:
    """What may be read of an invention, by the tiers that it was drawn for.

    `members_hidden` says that there is a text for members which this reader does not get.
    """

    language: str
    notice: Words | None
    other: Crumb | None
    passages: Sequence[Passage]
    members: str
    members_hidden: bool
    confidential: str
    offers: Sequence[Words]
    asking: Money | None
    asking_terms: str
    readiness: Words | None
    evidence: str
    keywords: Sequence[str]
    right: Sequence[Fact]
    inventors: Sequence[InventorView]


@dataclass(frozen=True, slots=True)
class DetailPage:
    title: Words
    badges: Sequence[Badge]
    crumbs: Sequence[Crumb]
    house: Crumb
    province: str
    card: CardView
    ours: bool
    state: Words | None
    handed_back: str
    actions: Sequence[Action]
    timeline: Sequence[Moment]
    panels: Sequence[Panel]
    next_panels: Sequence[Panel]


@dataclass(frozen=True, slots=True)
class PreviewPage:
    title: Words
    badges: Sequence[Badge]
    crumbs: Sequence[Crumb]
    house: Crumb
    province: str
    card: CardView
    listed: bool
    confirmation: Words | None
    actions: Sequence[Action]
    handing_back: Form | None
    return_to: str


@dataclass(frozen=True, slots=True)
class Fold:
    """Questions that can wait; open where one of them needs a look."""

    title: Words
    fields: Sequence[Field]
    answered: int
    open: bool


@dataclass(frozen=True, slots=True)
class EditPage:
    """`languages` are the texts one can switch between, once there is a draft."""

    title: Words
    crumbs: Sequence[Crumb]
    action: str
    autosave: str | None
    cancel: str
    form: Form
    first: Sequence[Field]
    folds: Sequence[Fold]
    hidden: Mapping[str, str]
    languages: Sequence[Crumb] = ()
    active: str = ""
    listed: bool = False
    handed_back: str = ""


def seen(session: Session, actor: Actor, invention_id: str, *, lock: bool = False) -> Invention:
    """The invention if `actor` may see it; to everybody else there is none."""
    found = (queries.locked if lock else queries.invention)(session, invention_id)
    if policy.can_see(actor, found):
        return found
    if found.state == InventionState.WITHDRAWN:
        raise NotFound(t("This invention was withdrawn by its house and is no longer shown."))
    raise NotFound


def card_of(invention: Invention) -> InventionCard:
    """Needs `house` and `texts` loaded, as `queries.visible_to` and its like do."""
    text = queries.text_in(invention, language())
    return InventionCard(
        id=invention.id,
        href=path_of(invention),
        title=(text.title if text else "") or UNTITLED,
        house=house_name(invention.house),
        province=province_name(invention.house),
        kind=invention.kind.label if invention.kind else "",
        readiness=t("Readiness\u00a0%(level)s", level=invention.readiness.label)
        if invention.readiness
        else "",
        text=_excerpt(text.problem) if text else "",
    )


def path_of(invention: Invention) -> str:
    return f"/inventions/{invention.id}"


def province_name(house: House) -> str:
    return PROVINCES[house.province].name(language())


def list_page(
    found: Page[Invention],
    actor: Actor,
    *,
    path: str,
    filters: Form,
    asked: Mapping[str, str],
) -> ListPage:
    """`asked` are the filters that are set; the pager keeps them."""
    return ListPage(
        cards=tuple(card_of(invention) for invention in found.items),
        pager=Pager(
            found.total,
            found.first,
            found.last,
            _page_path(path, asked, found.number - 1) if found.number > 1 else None,
            _page_path(path, asked, found.number + 1) if found.has_next else None,
        ),
        filters=tuple(filters.fields.values()),
        clear=path if asked else None,
        tabs=TABS if actor.house else (),
        active=path,
        offer=offer(actor),
        show_all=Action(t("Show everything"), "/inventions"),
    )


def detail_page(
    session: Session,
    actor: Actor,
    invention: Invention,
    panels: Sequence[Panel],
    wanted: str | None = None,
) -> DetailPage:
    """`wanted` is a language that the reader chose for this page alone."""
    ours = actor.acts_for(invention.house_id)
    return DetailPage(
        title=_title(invention, wanted),
        badges=_badges(invention),
        crumbs=(CRUMB,),
        house=_house(invention),
        province=province_name(invention.house),
        card=card_view(invention, policy.tiers_for(actor, invention), wanted, path_of(invention)),
        ours=ours,
        state=_state_sentence(invention) if ours else None,
        handed_back=invention.handed_back if ours else "",
        actions=_actions(actor, invention) if ours else (),
        timeline=_timeline(session, invention, ours=ours),
        panels=tuple(panel for panel in panels if panel.order >= FIRST_IN_MAIN),
        next_panels=tuple(panel for panel in panels if panel.order < FIRST_IN_MAIN),
    )


def preview_page(
    actor: Actor, invention: Invention, handing_back: Form, wanted: str | None = None
) -> PreviewPage:
    """What a stranger would see, with the step that makes it so."""
    steps = [step for step in _steps(invention) if step.action in LOOKED_AT_FIRST]
    waiting = invention.state == InventionState.SUBMITTED
    return PreviewPage(
        title=_title(invention, wanted),
        badges=_badges(invention, state=False),
        crumbs=(CRUMB, Crumb(t("Page of this invention"), path_of(invention))),
        house=_house(invention),
        province=province_name(invention.house),
        card=card_view(invention, policy.STRANGERS, wanted, f"{path_of(invention)}/preview"),
        listed=invention.state == InventionState.LISTED,
        confirmation=CONFIRMATION
        if any(step.target == InventionState.LISTED for step in steps)
        else None,
        actions=(
            *(_step_action(actor, invention, step) for step in steps),
            *((_edit_action(actor, invention),) if policy.can_edit(actor, invention) else ()),
        ),
        handing_back=handing_back if waiting and policy.can_return(actor, invention) else None,
        return_to=f"{path_of(invention)}/return",
    )


def edit_page(invention: Invention, form: Form, *, version: int | None = None) -> EditPage:
    """`version` is that of the text in the form, unless it is the present one."""
    code = str(form["language"].value)
    path = path_of(invention)
    listed = invention.state == InventionState.LISTED
    return EditPage(
        title=_title(invention, code),
        crumbs=(CRUMB, Crumb(t("Page of this invention"), path)),
        action=f"{path}/edit?language={code}",
        autosave=f"{path}/autosave" if invention.state == InventionState.DRAFT else None,
        cancel=path,
        form=form,
        first=tuple(form[name] for name in QUESTIONS),
        folds=_folds(form),
        hidden={
            "version": str(invention.version if version is None else version),
            "language": code,
        },
        languages=tuple(
            Crumb(name, f"{path}/edit?language={code}") for code, name in TEXT_IN.items()
        ),
        active=f"{path}/edit?language={code}",
        listed=listed,
        handed_back=invention.handed_back,
    )


def new_page(form: Form) -> EditPage:
    return EditPage(
        title=t("Offer an invention"),
        crumbs=(CRUMB,),
        action="/inventions",
        autosave="/inventions/autosave",
        cancel="/inventions",
        form=form,
        first=tuple(form[name] for name in (*QUESTIONS, "language")),
        folds=_folds(form),
        hidden={"version": "0"},
    )


def values_of(invention: Invention, code: str) -> dict[str, object]:
    """The answers of the form, with the text in the language `code`."""
    text = next((text for text in invention.texts if text.language == code), None)
    sections = {section.tier: section.body for section in invention.sections}
    columns = (
        "kind", "readiness", "field", "readiness_evidence", "keywords", "classes", "offers",
        "asking_terms", "right_status", "application_number", "title_number", "filed_on",
        "holder", "funding_source", "state_percent",
    )  # fmt: skip
    words = ("title", "problem", "novelty", "advantages", "applications")
    return {
        **{name: getattr(invention, name) for name in columns},
        **{name: getattr(text, name) if text else "" for name in words},
        "language": code,
        "asking": asking_of(invention),
        "inventors": tuple(_line(person) for person in invention.inventors if person.name),
        "members_text": sections.get(Tier.MEMBERS, ""),
        "confidential_text": sections.get(Tier.CONFIDENTIAL, ""),
    }


def language_to_edit(invention: Invention, wanted: str | None) -> str:
    """What the writer asks for, else the reader's own if written, else what there is."""
    if wanted in LANGUAGES:
        return wanted
    text = queries.text_in(invention, language())
    return text.language if text else language()


def looked_at(form: Form) -> Form:
    """`form` with warnings beside odd numbers."""
    fields = dict(form.fields)
    for name, stage in NUMBERS.items():
        fields[name] = replace(fields[name], warning=_warning(str(fields[name].value), stage))
    return Form(fields, form.errors)


def _warning(typed: str, stage: Stage) -> Text | None:
    number = read_right_number(typed)
    if not typed:
        return None
    if number.stage not in (stage, None):
        return t("%(number)s looks like the number of the other kind.", number=number.text)
    return next(iter(number.warnings), None)


def _folds(form: Form) -> tuple[Fold, ...]:
    folds = []
    for title, names in SECTIONS:
        fields = tuple(form[name] for name in names)
        folds.append(
            Fold(
                title,
                fields,
                answered=sum(bool(field.value) for field in fields),
                open=any(field.error or field.warning for field in fields),
            )
        )
    return tuple(folds)


def _steps(invention: Invention) -> list[Step[InventionState]]:
    """The steps of the workflow that this house uses."""
    unused = "list" if invention.house.head_approves else "submit"
    return [
        step for step in WORKFLOW.steps if step.source == invention.state and step.action != unused
    ]


def _actions(actor: Actor, invention: Invention) -> tuple[Action, ...]:
    """Edit, and each step; those that disclose lead to the preview, where their button is."""
    steps = [step for step in _steps(invention) if step.action != "return"]
    return (
        *(_towards(actor, invention, step) for step in steps),
        _edit_action(actor, invention, primary=bool(policy.unanswered(invention))),
    )


def _towards(actor: Actor, invention: Invention, step: Step[InventionState]) -> Action:
    action = _step_action(actor, invention, step)
    if step.action not in LOOKED_AT_FIRST or action.reason:
        return action
    return Action(LOOKED_AT_FIRST[step.action], f"{path_of(invention)}/preview", tone="primary")


def _step_action(actor: Actor, invention: Invention, step: Step[InventionState]) -> Action:
    decision = policy.STEPS[step.action](actor, invention)
    if decision and step.action in LOOKED_AT_FIRST:
        decision = policy.is_complete(invention)
    return Action(
        step.label,
        f"{path_of(invention)}/{step.action}",
        post=True,
        tone=step.tone,
        reason=decision.reason,
        fields={"version": str(invention.version)},
    )


def _edit_action(actor: Actor, invention: Invention, *, primary: bool = False) -> Action:
    return Action(
        t("Go on writing") if invention.state == InventionState.DRAFT else t("Change the text"),
        f"{path_of(invention)}/edit",
        tone="primary" if primary else "secondary",
        reason=policy.can_edit(actor, invention).reason,
    )


def offer(actor: Actor) -> Action | None:
    """To visitors too: the sign-in page leads on to the form."""
    if actor.signed_in and not policy.can_draft(actor):
        return None
    return Action(t("Offer an invention"), "/inventions/new", tone="primary")


def _state_sentence(invention: Invention) -> Text:
    if invention.state == InventionState.LISTED:
        return t("Everybody sees it. Your house answers the bids.")
    if invention.state == InventionState.SUBMITTED:
        return t("It waits for the head of your house. Nobody outside sees it.")
    if invention.state == InventionState.WITHDRAWN:
        return t("It was withdrawn. Nobody outside your house sees it.")
    return t("A draft: nobody outside your house sees it.")


def _title(invention: Invention, wanted: str | None) -> Words:
    return queries.title_in(invention, wanted or language()) or UNTITLED


def _house(invention: Invention) -> Crumb:
    return Crumb(house_name(invention.house), f"/houses/{invention.house_id}")


def _state_badge(invention: Invention) -> Badge:
    return Badge(invention.state.label, TONES[invention.state])


def _badges(invention: Invention, *, state: bool = True) -> tuple[Badge, ...]:
    found = [_state_badge(invention)] if state else []
    if invention.kind:
        found.append(Badge(invention.kind.label, "info"))
    if invention.field:
        found.append(Badge(invention.field.label))
    return tuple(found)


def card_view(
    invention: Invention, tiers: frozenset[Tier], wanted: str | None = None, path: str = ""
) -> CardView:
    """`invention` comes whole; `path` is the page's, for the link to its other language."""
    code = wanted or language()
    text = queries.text_in(invention, code)
    sections = {section.tier: section.body for section in invention.sections}
    return CardView(
        language=text.language if text else code,
        notice=_language_notice(text, code),
        other=_other_language(invention, text, path),
        passages=_passages(text),
        members=sections.get(Tier.MEMBERS, "") if Tier.MEMBERS in tiers else "",
        members_hidden=Tier.MEMBERS in sections and Tier.MEMBERS not in tiers,
        confidential=sections.get(Tier.CONFIDENTIAL, "") if Tier.CONFIDENTIAL in tiers else "",
        offers=tuple(OfferKind(offer).label for offer in invention.offers),
        asking=asking_of(invention),
        asking_terms=invention.asking_terms,
        readiness=invention.readiness.label if invention.readiness else None,
        evidence=invention.readiness_evidence,
        keywords=invention.keywords,
        right=_right(invention),
        inventors=tuple(
            InventorView(person.name or t("Name removed"), person.orcid)
            for person in invention.inventors
        ),
    )


def _language_notice(text: InventionText | None, code: str) -> Text | None:
    if text is None or text.language == code:
        return None
    return t(
        "The house has given no text in %(wanted)s: you read it in %(given)s.",
        wanted=LANGUAGE_NAMES[code],
        given=LANGUAGE_NAMES[text.language],
    )


def _other_language(invention: Invention, shown: InventionText | None, path: str) -> Crumb | None:
    for text in invention.texts:
        if text is not shown and text.title:
            return Crumb(TEXT_IN[text.language], f"{path}?language={text.language}")
    return None


def _passages(text: InventionText | None) -> tuple[Passage, ...]:
    if text is None:
        return ()
    passages = (
        Passage(t("The problem"), text.problem),
        Passage(t("What is new"), text.novelty),
        Passage(t("Advantages"), text.advantages),
        Passage(t("Where it can be used"), text.applications),
    )
    return tuple(passage for passage in passages if passage.text)


def _right(invention: Invention) -> tuple[Fact, ...]:
    """Only what was given, so that a card that says little stays short."""
    status = invention.right_status or RightStatus.NONE
    percent = invention.state_percent
    facts: tuple[Fact, ...] = (
        (t("Registered right"), status.label if invention.right_status else None),
        (t("Application number"), invention.application_number),
        (t("Number of the title of protection"), invention.title_number),
        (t("Filed on"), invention.filed_on.strftime("%d/%m/%Y") if invention.filed_on else None),
        (t("Owner"), invention.holder),
        (t("IPC or CPC symbols"), ", ".join(invention.classes)),
        (t("Who paid for the research"), invention.funding_source),
        (t("Share of State money"), None if percent is None else f"{percent}%"),
    )
    return tuple((label, value) for label, value in facts if value)


def asking_of(invention: Invention) -> Money | None:
    if invention.asking_amount is None or invention.asking_currency is None:
        return None
    return Money(invention.asking_amount, invention.asking_currency)


def _line(person: Inventor) -> str:
    return f"{person.name}; {person.orcid}" if person.orcid else person.name


def _timeline(session: Session, invention: Invention, *, ours: bool) -> tuple[Moment, ...]:
    """Once the worker has sealed it; strangers see what was public anyway.

    Of changes that follow one another the last one stands for all.
    """
    shown = HAPPENED if ours else PUBLIC_EVENTS
    events = [event for event in sealed_about(session, invention.id) if event.kind in shown]
    return tuple(
        Moment(HAPPENED[event.kind], event.at)
        for event, later in zip(events, [*events[1:], None], strict=False)
        if event.kind != "invention.changed" or later is None or later.kind != event.kind
    )


def _excerpt(text: str, length: int = 180) -> str:
    text = " ".join(text.split())
    return text if len(text) <= length else text[:length].rsplit(" ", 1)[0] + "…"


def _page_path(path: str, asked: Mapping[str, str], number: int) -> str:
    return f"{path}?{urlencode({**asked, 'page': number})}"
