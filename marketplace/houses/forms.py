"""What a house says of itself, and whom it invites."""

import re
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints, WithJsonSchema

from marketplace.accounts.forms import Address
from marketplace.houses.rules import SELF_FOUNDED, HouseKind, Role
from marketplace.kit.fields import (
    Asked,
    Blank,
    Clean,
    Input,
    Line,
    OptionalLine,
    OptionalProse,
    refused,
)
from marketplace.kit.text import t
from marketplace.kit.views import Option
from marketplace.locale import language
from marketplace.rulebook.provinces import PROVINCES

TAX_CODE = r"[0-9]{10}(-?[0-9]{3})?|[0-9]{12}"
WEBSITE = r"https?://[^\s/]+\.[^\s]+"


def _province(value: str) -> str:
    if value not in PROVINCES:
        raise refused(t("Choose one of the answers offered."))
    return value


def _tax_code(value: str) -> str:
    if value and not re.fullmatch(TAX_CODE, value):
        raise refused(t("A tax code has 10 digits, with 3 more for a branch."))
    return value


def _website(value: str) -> str:
    if value and not re.fullmatch(WEBSITE, value):
        raise refused(t("Give the whole address, as in https://example.org."))
    return value


def _self_founded(value: HouseKind) -> HouseKind:
    if value not in SELF_FOUNDED:
        raise refused(t("A monitor's house is founded by its own organisation, with a command."))
    return value


def _kinds() -> list[Option]:
    return [Option(kind.value, kind.label) for kind in SELF_FOUNDED]


def _provinces() -> list[Option]:
    return [Option("", t("Choose"))] + [
        Option(code, province.name(language())) for code, province in PROVINCES.items()
    ]


Province = Annotated[
    str,
    StringConstraints(max_length=40),
    AfterValidator(_province),
    Field(json_schema_extra={"enum": list(PROVINCES)}),
]


class FoundHouseForm(Input):
    kind: Annotated[
        HouseKind,
        AfterValidator(_self_founded),
        WithJsonSchema({"type": "string", "enum": [kind.value for kind in SELF_FOUNDED]}),
        Asked(t("What kind of house is it?"), kind="radio", options=_kinds),
    ]
    name: Annotated[Line, Asked(t("Full name"), t("As on its seal or registration."))]
    province: Annotated[Province, Asked(t("Province or city"), kind="select", options=_provinces)]


class HouseForm(Input):
    name: Annotated[Line, Asked(t("Full name"))]
    name_en: Annotated[OptionalLine, Asked(t("Name in English"))] = ""
    province: Annotated[Province, Asked(t("Province or city"), kind="select", options=_provinces)]
    tax_code: Annotated[
        str,
        Clean,
        StringConstraints(max_length=20),
        AfterValidator(_tax_code),
        Field(json_schema_extra={"pattern": f"^({TAX_CODE})?$"}),
        Asked(t("Tax code")),
    ] = ""
    website: Annotated[
        OptionalLine,
        AfterValidator(_website),
        Asked(t("Website")),
        Field(json_schema_extra={"pattern": f"^({WEBSITE})?$"}),
    ] = ""
    about: Annotated[OptionalProse, Asked(t("About the house"), kind="textarea", rows=5)] = ""
    parent: Annotated[
        str,
        StringConstraints(max_length=16),
        Asked(
            t("Belongs to"),
            t("The house above this one, such as a ministry or a university."),
            kind="select",
        ),
    ] = ""
    head_approves: Annotated[
        bool, Asked(t("The head approves each listing before it is public"), kind="checkbox")
    ] = False


class HouseRecordForm(Input):
    """A house that a command brings in; whoever has the address is asked to lead it."""

    kind: Annotated[HouseKind, AfterValidator(_self_founded)]
    name: Line
    name_en: OptionalLine = ""
    province: Province
    tax_code: Annotated[str, Clean, StringConstraints(max_length=20), AfterValidator(_tax_code)] = (
        ""
    )
    website: Annotated[OptionalLine, AfterValidator(_website)] = ""
    about: OptionalProse = ""
    email: Annotated[Address | None, Blank] = None


class InviteForm(Input):
    email: Annotated[Address, Asked(t("E-mail address"), kind="email")]
    role: Annotated[Role, Asked(t("Role"), kind="select")]


class RefuseHouseForm(Input):
    reason: Annotated[
        Annotated[str, Clean, StringConstraints(min_length=1, max_length=1000)],
        Asked(t("Why can it not be verified?"), kind="textarea", rows=3),
    ]


class MemberForm(Input):
    """A member of the house, whose choices are known at the time of asking."""

    to: Annotated[
        str,
        StringConstraints(pattern="^[0-9a-z]{16}$"),
        Asked(t("Looked after from now on by"), kind="select"),
    ]
