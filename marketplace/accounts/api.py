"""Who the holder of a token is."""

from typing import Literal

from fastapi import APIRouter, Response
from pydantic import ConfigDict

from marketplace.accounts import queries, service
from marketplace.accounts.forms import AccountForm
from marketplace.accounts.models import Person
from marketplace.kit.actor import ActingHouse, Actor
from marketplace.locale import say
from marketplace.notices.rules import Letters
from marketplace.web.api import ApiKey, IfMatch, Out, expected_version, problems, tag
from marketplace.web.deps import Reading, SignedIn, Who, Writing
from marketplace.web.identity import Identity

router = APIRouter(prefix="/api/v1", tags=["accounts"], dependencies=[ApiKey])


class OwnHouseOut(Out):
    id: str
    name: str


class ActingHouseOut(OwnHouseOut):
    """The house that the token acts for, and what the person may do there."""

    kind: str
    verified: bool
    roles: list[str]

    @classmethod
    def of(cls, house: ActingHouse) -> "ActingHouseOut":
        return cls(
            id=house.id,
            name=say(house.named),
            kind=house.kind,
            verified=house.verified,
            roles=sorted(house.roles),
        )


class MeOut(Out):
    """The person behind the token; `houses` are all they belong to."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "id": "06fq3k9d1v7m2x4a",
                "name": "Lê Hoài An",
                "email": "an.researcher@example.org",
                "language": "vi",
                "letters": "at-once",
                "operator": False,
                "acting_for": {
                    "id": "06fq3k9d1v7m2x4b",
                    "name": "Viện Vật liệu Sông Hồng",
                    "kind": "institute",
                    "verified": True,
                    "roles": ["researcher"],
                },
                "houses": [{"id": "06fq3k9d1v7m2x4b", "name": "Viện Vật liệu Sông Hồng"}],
            }
        }
    )

    id: str
    name: str
    email: str
    language: Literal["vi", "en"]
    letters: Letters
    operator: bool
    acting_for: ActingHouseOut | None
    houses: list[OwnHouseOut]


@router.get("/me", summary="The person behind the token", responses=problems())
def me(session: Reading, response: Response, actor: SignedIn, who: Who) -> MeOut:
    return _shown(response, actor, who, queries.person(session, str(actor.person_id)))


@router.put("/me", summary="Change name, language and letters", responses=problems(412, 428))
def change_me(
    session: Writing,
    response: Response,
    actor: SignedIn,
    who: Who,
    form: AccountForm,
    if_match: IfMatch = None,
) -> MeOut:
    """`letters` says whether they come at once or in one letter a day, at seven in the morning."""
    person = queries.person(session, str(actor.person_id))
    expected_version(if_match, person.version)
    service.change_account(session, actor, form=form)
    session.flush()  # the answer names the version that this change makes
    return _shown(response, actor, who, person)


def _shown(response: Response, actor: Actor, who: Identity, person: Person) -> MeOut:
    tag(response, person.version)
    return MeOut(
        id=person.id,
        name=person.name,
        email=person.email or "",
        language="vi" if person.language == "vi" else "en",
        letters=person.letters,
        operator=person.operator,
        acting_for=ActingHouseOut.of(actor.house) if actor.house else None,
        houses=[OwnHouseOut(id=house.value, name=say(house.label)) for house in who.houses],
    )
