"""Who may see a need and its house, and who speaks for it."""

from dataclasses import dataclass

from marketplace.houses.rules import HouseKind, Role
from marketplace.kit.actor import Actor
from marketplace.kit.decision import ALLOWED, Decision, allowed_if, denied, first_denial
from marketplace.kit.text import Text, t
from marketplace.kit.views import Words
from marketplace.locale import language, say
from marketplace.needs.models import Need
from marketplace.needs.rules import DRAFTERS, OWNERS, NeedState
from marketplace.rulebook.provinces import PROVINCES

_UNNAMED = {
    HouseKind.INSTITUTE: t("An institute in %(province)s"),
    HouseKind.ENTERPRISE: t("An enterprise in %(province)s"),
    HouseKind.STATE: t("A state agency in %(province)s"),
    HouseKind.MONITOR: t("A social monitor in %(province)s"),
}


@dataclass(frozen=True, slots=True)
class ShownHouse:
    """A need's house as one reader may know it; `id` is None where the name is kept back."""

    label: Words
    id: str | None

    @property
    def href(self) -> str | None:
        return f"/houses/{self.id}" if self.id else None


def can_draft(actor: Actor) -> Decision:
    if actor.house is None:
        return denied(t("Found a house or join one; then you can write down what it lacks."))
    return allowed_if(
        actor.has(*DRAFTERS[HouseKind(actor.house.kind)]),
        t("Your role in this house does not write needs. Ask a colleague whose role does."),
    )


def can_view(actor: Actor, need: Need) -> Decision:
    """Drafts are their house's own; what was once posted stays readable, however it ended."""
    return allowed_if(
        need.state != NeedState.DRAFT or actor.acts_for(need.house_id),
        t("This need has not been posted."),
    )


def can_edit(actor: Actor, need: Need) -> Decision:
    """A draft is changed by whoever may draft, a posted need only by its owner."""
    if need.state != NeedState.DRAFT:
        return can_decide(actor, need)
    return allowed_if(
        actor.acts_for(need.house_id) and actor.has(*DRAFTERS[need.house.kind]), _not_yours(need)
    )


def can_decide(actor: Actor, need: Need) -> Decision:
    """The party `owner` of the workflow."""
    return allowed_if(
        actor.acts_for(need.house_id) and actor.has(*OWNERS[need.house.kind]), _not_yours(need)
    )


def can_open(actor: Actor, need: Need) -> Decision:
    """Also the owner's, but only a house that has been verified speaks to the public."""
    return first_denial(can_decide(actor, need), _verified(actor))


def can_confirm(actor: Actor, need: Need) -> Decision:
    """The owner, and the member who looks after it."""
    if actor.acts_for(need.house_id) and actor.person_id == need.responsible_id:
        return ALLOWED
    return can_decide(actor, need)


def can_reassign(actor: Actor, need: Need) -> Decision:
    return can_decide(actor, need)


def can_open_own(actor: Actor) -> Decision:
    """Whether what the actor writes down for their house they may also post."""
    return first_denial(
        can_draft(actor),
        allowed_if(
            actor.house is not None and actor.has(*OWNERS[HouseKind(actor.house.kind)]),
            t("You can write the draft; a transfer officer or the head of your house posts it."),
        ),
        _verified(actor),
    )


def _verified(actor: Actor) -> Decision:
    return allowed_if(
        actor.house is not None and actor.house.verified,
        t(
            "Your house has not been verified yet. Save a draft now; "
            "you can post it once the operator has verified your house."
        ),
    )


def can_see_house(actor: Actor, need: Need) -> Decision:
    """The name of an unnamed need: its own house, the operator, and a verified house's overseer."""
    overseer = actor.has(Role.OVERSEER) and actor.house is not None and actor.house.verified
    return allowed_if(
        not need.unnamed or actor.acts_for(need.house_id) or actor.operator or overseer,
        t("This house keeps its name out of public view."),
    )


def shown_house(actor: Actor, need: Need) -> ShownHouse:
    """The one place that decides under which name a need's house appears to a reader."""
    if can_see_house(actor, need):
        return ShownHouse(say(need.house.named), need.house_id)
    return ShownHouse(unnamed_house(need.house.kind, need.house.province), None)


def unnamed_house(kind: HouseKind, province: str) -> Text:
    """What everybody may know of a house that keeps its name back."""
    return Text(_UNNAMED[kind].message, {"province": PROVINCES[province].name(language())})


def _not_yours(need: Need) -> Text:
    first, *others = OWNERS[need.house.kind]
    if not others:
        return t("Only the need's own house may do this, by its %(role)s.", role=first.label)
    return t(
        "Only the need's own house may do this, by its %(role)s or %(other)s.",
        role=first.label,
        other=others[0].label,
    )
