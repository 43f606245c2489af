"""Who the holder of a token is."""

from typing import Literal

from fastapi import APIRouter
from pydantic import ConfigDict

from marketplace.accounts import queries
from marketplace.kit.actor import ActingHouse
from marketplace.locale import say
from marketplace.web.api import ApiKey, Out, problems
from marketplace.web.deps import Reading, SignedIn, Who

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
            name=house.name,
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
    operator: bool
    acting_for: ActingHouseOut | None
    houses: list[OwnHouseOut]


@router.get("/me", summary="The person behind the token", responses=problems())
def me(session: Reading, actor: SignedIn, who: Who) -> MeOut:
    person = queries.person(session, str(actor.person_id))
    return MeOut(
        id=person.id,
        name=person.name,
        email=person.email or "",
        language="vi" if person.language == "vi" else "en",
        operator=person.operator,
        acting_for=ActingHouseOut.of(actor.house) if actor.house else None,
        houses=[OwnHouseOut(id=house.value, name=say(house.label)) for house in who.houses],
    )
