"""What is said before a deed with many rows, and after it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from marketplace.inventions.pages import CONFIRMATION
from marketplace.kit.actor import Actor
from marketplace.kit.errors import MarketplaceError
from marketplace.kit.text import Text, t
from marketplace.kit.views import Crumb, Form, Words
from marketplace.stewardship import policy
from marketplace.stewardship.pages import address, called, path_of, spoken_title
from marketplace.stewardship.policy import Thing
from marketplace.stewardship.rules import ALREADY, Deed, Result, Shelf

WILL: Mapping[str, Text] = {
    "list": t("To be listed: %(count)s"),
    "submit": t("To be handed to the head: %(count)s"),
    "approve": t("To be approved and listed: %(count)s"),
    "post": t("To be posted: %(count)s"),
    "reopen": t("To be opened again: %(count)s"),
    "withdraw": t("To be withdrawn: %(count)s"),
    "close": t("To be closed without a result: %(count)s"),
    "confirm": t("To be confirmed: %(count)s"),
    "reassign": t("To be given to another member: %(count)s"),
}
DONE: Mapping[str, Text] = {
    "list": t("Listed: %(count)s"),
    "submit": t("Handed to the head: %(count)s"),
    "approve": t("Approved and listed: %(count)s"),
    "post": t("Posted: %(count)s"),
    "reopen": t("Opened again: %(count)s"),
    "withdraw": t("Withdrawn: %(count)s"),
    "close": t("Closed without a result: %(count)s"),
    "confirm": t("Confirmed as still valid: %(count)s"),
    "reassign": t("Given to another member: %(count)s"),
}
"""By step, before and after it; the number stands last, so that no word has to bend to it."""
DISCLOSING = ("list", "approve")


@dataclass(frozen=True, slots=True)
class Line:
    """A listing by its name, with what stands in its way."""

    title: Words
    href: str
    reason: Words | None = None


@dataclass(frozen=True, slots=True)
class AskPage:
    """What the deed would do; nothing has changed yet.

    `refused` have something in their way, `standing` are there already.
    """

    title: Words
    crumbs: Sequence[Crumb]
    counts: Sequence[Words]
    doable: Sequence[Line]
    refused: Sequence[Line]
    standing: Sequence[Line]
    confirmation: Words | None
    form: Form | None
    danger: bool
    action: str
    hidden: Mapping[str, str]
    back: str


@dataclass(frozen=True, slots=True)
class ResultPage:
    title: Words
    crumbs: Sequence[Crumb]
    counts: Sequence[Words]
    refused: Sequence[Line]
    standing: Sequence[Line]
    back: str


def ask_page(
    actor: Actor,
    shelf: Shelf,
    deed: Deed,
    things: Sequence[Thing],
    *,
    form: Form | None,
    asked: Mapping[str, str],
) -> AskPage:
    """Every row is asked as it will be asked again when the deed is done.

    `asked` are the filters of the list from which the reader comes.
    """
    back = address(shelf, asked)
    foreseen = [(thing, *_foreseen(actor, thing, deed)) for thing in things]
    steps = Counter(code for _, code, reason in foreseen if reason is None)
    return AskPage(
        title=called(deed, shelf),
        crumbs=(Crumb(shelf.label, shelf.path), Crumb(t("Ours"), back)),
        counts=_counted(WILL, steps),
        doable=tuple(_line(thing) for thing, _, reason in foreseen if reason is None),
        refused=_lines(foreseen, standing=False),
        standing=_lines(foreseen, standing=True),
        confirmation=CONFIRMATION if any(step in DISCLOSING for step in steps) else None,
        form=form,
        danger=deed == Deed.WITHDRAW,
        action=f"{shelf.path}/bulk",
        hidden={**asked, "action": deed.value, "id": ",".join(thing.id for thing in things)},
        back=back,
    )


def result_page(
    shelf: Shelf,
    deed: Deed,
    results: Sequence[Result],
    things: Mapping[str, Thing],
    asked: Mapping[str, str],
) -> ResultPage:
    became = [(things[one.id], one.code, one.reason) for one in results if one.id in things]
    back = address(shelf, asked)
    return ResultPage(
        title=called(deed, shelf),
        crumbs=(Crumb(shelf.label, shelf.path), Crumb(t("Ours"), back)),
        counts=_done(results) or (t("Nothing was changed."),),
        refused=_lines(became, standing=False),
        standing=_lines(became, standing=True),
        back=back,
    )


def one_sentence(results: Sequence[Result]) -> Text | None:
    """What to say where every row took the same step; None where there is more to tell."""
    words = _done(results)
    return words[0] if len(words) == 1 and all(one.done for one in results) else None


def _done(results: Sequence[Result]) -> tuple[Text, ...]:
    """How many rows took each step."""
    return _counted(DONE, Counter(one.code for one in results if one.done))


def _foreseen(actor: Actor, thing: Thing, deed: Deed) -> tuple[str, Text | None]:
    try:
        return policy.check(actor, thing, deed), None
    except MarketplaceError as refused:
        return refused.code, refused.text


def _counted(words: Mapping[str, Text], steps: Mapping[str, int]) -> tuple[Text, ...]:
    return tuple(
        Text(text.message, {"count": steps[step]}) for step, text in words.items() if step in steps
    )


def _lines(rows: Sequence[tuple[Thing, str, Text | None]], *, standing: bool) -> tuple[Line, ...]:
    return tuple(
        _line(thing, reason)
        for thing, code, reason in rows
        if reason is not None and (code == ALREADY) is standing
    )


def _line(thing: Thing, reason: Text | None = None) -> Line:
    title, _ = spoken_title(thing)
    return Line(title, path_of(thing), reason)
