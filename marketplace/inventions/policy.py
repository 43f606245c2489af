"""Who may read, write, list and withdraw an invention."""

from collections.abc import Callable, Mapping

from marketplace.houses.rules import LEADS, HouseKind, HouseState, Role
from marketplace.inventions.models import Invention, InventionText
from marketplace.inventions.rules import QUESTIONS, InventionState, Tier
from marketplace.kit.actor import Actor
from marketplace.kit.decision import Decision, allowed_if, first_denial
from marketplace.kit.text import t

LISTERS = (
    Role.TRANSFER_OFFICER,
    Role.HEAD,
    Role.ENTERPRISE_STAFF,
    Role.SIGNATORY,
    Role.ORDERING_OFFICER,
)
DRAFTERS = (Role.RESEARCHER, *LISTERS)

WORDS = ("title", "problem", "novelty")
CARD = ("kind", "readiness")
"""The required questions: those answered by language, and those of the card."""

STRANGERS = frozenset({Tier.PUBLIC})
"""What everybody reads of a listed invention."""

_NOT_YOURS = t("This invention belongs to another house.")


def can_see(actor: Actor, invention: Invention) -> Decision:
    """What is listed is public; the rest is seen by its own house."""
    return allowed_if(
        invention.state == InventionState.LISTED or actor.acts_for(invention.house_id),
        t("This invention is not listed."),
    )


def tiers_for(actor: Actor, invention: Invention) -> frozenset[Tier]:
    """The tiers of text that `actor` may read; page, API and whatever else ask here."""
    if not can_see(actor, invention):
        return frozenset()
    if actor.acts_for(invention.house_id):
        return frozenset(Tier)
    if actor.house is not None and actor.house.verified:
        return frozenset({Tier.PUBLIC, Tier.MEMBERS})
    return STRANGERS


def can_draft(actor: Actor) -> Decision:
    if actor.house is None:
        return Decision(
            t("Inventions belong to a house. Found one, or ask yours for an invitation.")
        )
    if actor.house.kind == HouseKind.MONITOR:
        return Decision(t("A monitor's house watches the market and offers nothing on it."))
    return allowed_if(actor.has(*DRAFTERS), t("Your role in this house does not offer inventions."))


def can_preview(actor: Actor, invention: Invention) -> Decision:
    return allowed_if(actor.acts_for(invention.house_id), _NOT_YOURS)


def can_edit(actor: Actor, invention: Invention) -> Decision:
    """Drafts by all who draft; the public text only by those who may list."""
    editors = LISTERS if invention.state == InventionState.LISTED else DRAFTERS
    return first_denial(
        allowed_if(actor.acts_for(invention.house_id), _NOT_YOURS),
        allowed_if(
            actor.has(*editors), t("Only those who may list for the house change a listed text.")
        )
        if invention.state == InventionState.LISTED
        else can_draft(actor),
        allowed_if(
            invention.state != InventionState.SUBMITTED,
            t("It waits for the head. It can be changed again once it was handed back."),
        ),
    )


def can_delete(actor: Actor, invention: Invention) -> Decision:
    """Only what never was more than a draft; everything else is withdrawn and stays on record."""
    return first_denial(
        can_edit(actor, invention),
        allowed_if(
            invention.state == InventionState.DRAFT and invention.listed_at is None,
            t("Only a draft that was never listed can be deleted."),
        ),
    )


def can_list(actor: Actor, invention: Invention) -> Decision:
    return first_denial(
        _is_lister(actor, invention),
        allowed_if(
            not invention.house.head_approves,
            t("In this house the head approves each listing: hand it to the head."),
        ),
        _is_verified(invention),
    )


def can_submit(actor: Actor, invention: Invention) -> Decision:
    return first_denial(
        allowed_if(actor.acts_for(invention.house_id), _NOT_YOURS),
        can_draft(actor),
        allowed_if(
            invention.house.head_approves,
            t("This house lists without its head's approval: list it yourself."),
        ),
        _is_verified(invention),
    )


def can_approve(actor: Actor, invention: Invention) -> Decision:
    """Rule 6 of DOMAIN.md 4: four eyes, whatever roles one person holds."""
    return first_denial(
        _is_head(actor, invention),
        allowed_if(
            actor.person_id != invention.submitted_by,
            t("You handed it in yourself: somebody else has to approve it."),
        ),
        _is_verified(invention),
    )


def can_return(actor: Actor, invention: Invention) -> Decision:
    """Who leads the house; one who handed it in themselves may take it back so."""
    return _is_head(actor, invention)


def can_withdraw(actor: Actor, invention: Invention) -> Decision:
    return _is_lister(actor, invention)


def can_confirm(actor: Actor, invention: Invention) -> Decision:
    """Who may list for the house, and the member who looks after it."""
    return first_denial(
        allowed_if(actor.acts_for(invention.house_id), _NOT_YOURS),
        allowed_if(
            actor.has(*LISTERS) or actor.person_id == invention.responsible_id,
            t("It is confirmed by whoever looks after it, or may list for the house."),
        ),
    )


def can_reassign(actor: Actor, invention: Invention) -> Decision:
    return first_denial(
        allowed_if(actor.acts_for(invention.house_id), _NOT_YOURS),
        allowed_if(
            actor.has(*LISTERS),
            t("Only those who may list for the house choose who looks after it."),
        ),
    )


STEPS: Mapping[str, Callable[[Actor, Invention], Decision]] = {
    "list": can_list,
    "submit": can_submit,
    "approve": can_approve,
    "return": can_return,
    "withdraw": can_withdraw,
}
"""Who may take each step of the workflow."""


def unanswered(invention: Invention) -> tuple[str, ...]:
    """The required questions still open, in the language that has most answers."""
    words = min((_open_words(text) for text in invention.texts), key=len, default=WORDS)
    return (*words, *(name for name in CARD if getattr(invention, name) is None))


def answered_without(invention: Invention, language: str) -> bool:
    """Whether the text in another language answers all, so that this one may be partial."""
    return any(not _open_words(text) for text in invention.texts if text.language != language)


def is_complete(invention: Invention) -> Decision:
    missing = unanswered(invention)
    if not missing:
        return Decision()
    return Decision(t("Answer “%(question)s” first.", question=QUESTIONS[missing[0]]))


def _open_words(text: InventionText) -> tuple[str, ...]:
    return tuple(name for name in WORDS if not getattr(text, name))


def _is_lister(actor: Actor, invention: Invention) -> Decision:
    return first_denial(
        allowed_if(actor.acts_for(invention.house_id), _NOT_YOURS),
        allowed_if(
            actor.has(*LISTERS), t("Only the transfer officer or the head lists and withdraws.")
        ),
    )


def _is_head(actor: Actor, invention: Invention) -> Decision:
    lead = LEADS[invention.house.kind]
    return first_denial(
        allowed_if(actor.acts_for(invention.house_id), _NOT_YOURS),
        allowed_if(actor.has(lead), t("Only the house's %(role)s may do this.", role=lead.label)),
    )


def _is_verified(invention: Invention) -> Decision:
    return allowed_if(
        invention.house.state == HouseState.VERIFIED,
        t(
            "The house has not been verified yet. The operator does that; complete the house's "
            "page meanwhile. Your draft is kept."
        ),
    )
