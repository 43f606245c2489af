"""What a bid offers, in four answers and what may be added, and how it is refused."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    StringConstraints,
    ValidationInfo,
    field_validator,
)

from marketplace.bids.rules import ASEAN, VIET_NAM, WORLD, Refusal, Right, Terms
from marketplace.bids.territories import country_codes
from marketplace.kit.amounts import LARGEST
from marketplace.kit.fields import (
    UNANSWERED,
    Asked,
    Clean,
    Input,
    MoneyField,
    OptionalLine,
    Tags,
    refused,
)
from marketplace.kit.money import Money
from marketplace.kit.text import Choice, t
from marketplace.kit.views import Option

MOST_YEARS = 50
REQUIRED = ("right", "upfront", "term_years", "territory")
"""The four questions; everything else may stay empty."""

_RIGHTS = (
    Option(
        Right.NON_EXCLUSIVE.value,
        Right.NON_EXCLUSIVE.label,
        t("Others may get a licence as well."),
    ),
    Option(
        Right.EXCLUSIVE.value,
        Right.EXCLUSIVE.label,
        t("Nobody else gets a licence for the same territory, time and use."),
    ),
    Option(
        Right.ASSIGNMENT.value,
        Right.ASSIGNMENT.label,
        t("The right itself changes hands, for ever."),
    ),
)


class Area(Choice):
    """The territories that most bids name; `NAMED` leaves it to the list of countries."""

    VIET_NAM = "VN", t("Viet Nam")
    ASEAN = "ASEAN", t("All of ASEAN")
    WORLD = "WORLD", t("The whole world")
    NAMED = "named", t("Only the countries I name below")


def _rights() -> Sequence[Option]:
    return _RIGHTS


def _answered(value: Any) -> Any:
    if value is None or (isinstance(value, str) and not value.strip()):
        raise refused(UNANSWERED)
    return value


def _amount(value: Money) -> Money:
    if not 0 <= value.amount <= LARGEST:
        raise refused(t("An amount lies between 0 and what a market can pay."))
    return value


def _number(value: Any) -> Any:
    """A decimal comma, and a percent sign that somebody added."""
    if isinstance(value, str):
        return value.strip().removesuffix("%").strip().replace(",", ".")
    return value


def _half_years(value: Decimal) -> Decimal:
    if value % Decimal("0.5"):
        raise refused(t("Give whole or half years, such as 5 or 2.5."))
    return value


def _two_digits(value: Decimal) -> Decimal:
    if value != value.quantize(Decimal("0.01")):
        raise refused(t("Give at most two digits after the decimal mark."))
    return value


def _countries(value: tuple[str, ...]) -> tuple[str, ...]:
    codes = tuple(dict.fromkeys(code.upper() for code in value))
    unknown = next((code for code in codes if code not in country_codes()), None)
    if unknown is not None:
        raise refused(
            t("“%(code)s” is no country code. Laos is LA, Cambodia KH, Japan JP.", code=unknown)
        )
    return tuple(sorted(codes))


Years = Annotated[
    Decimal,
    Field(ge=Decimal("0.5"), le=MOST_YEARS, examples=["5"]),
    AfterValidator(_half_years),
    BeforeValidator(_number),
]
Percent = Annotated[
    Decimal,
    Field(ge=0, le=100, examples=["3"]),
    AfterValidator(_two_digits),
    BeforeValidator(_number),
]
OwnSentence = Annotated[str, Clean, StringConstraints(max_length=2000)]


class TermsForm(Input):
    """The terms of a licence or sale; a bid offers them first, a term sheet versions them."""

    right: Annotated[Right, Asked(t("What do you want?"), kind="radio", options=_rights)]
    upfront: Annotated[
        MoneyField,
        AfterValidator(_amount),
        BeforeValidator(_answered),
        Asked(t("What do you pay upfront?"), kind="money"),
    ]
    term_years: Annotated[
        Years,
        BeforeValidator(_answered),
        Asked(
            t("For how many years?"),
            t("Whole or half years. For a sale: how long the right still runs."),
            kind="number",
        ),
    ]
    territory: Annotated[Area, Asked(t("Where?"), kind="select", options=Area)]
    countries: Annotated[
        Tags,
        AfterValidator(_countries),
        Field(validate_default=True, max_length=len(country_codes()), examples=[["LA", "KH"]]),
        Asked(
            t("Further countries"),
            t("Two-letter codes with commas between them, such as LA, KH, JP."),
        ),
    ] = ()
    royalty_percent: Annotated[
        Percent,
        Asked(
            t("Royalty, in percent of net revenue"),
            t("Paid year by year beside the upfront sum; 0 for none."),
            kind="number",
        ),
    ] = Decimal(0)
    field_of_use: Annotated[
        OptionalLine,
        Asked(t("Only for this use"), t("Leave it empty if you want every use.")),
    ] = ""

    @field_validator("countries")
    @classmethod
    def _named(cls, value: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        if info.data.get("territory") == Area.NAMED and not value:
            raise refused(t("Name at least one country."))
        return value

    @property
    def terms(self) -> Terms:
        return Terms(
            right=self.right,
            upfront=self.upfront,
            term_months=int(self.term_years * 12),
            territory=_codes(self.territory, self.countries),
            royalty_percent=self.royalty_percent,
            field_of_use=self.field_of_use,
        )


class BidForm(TermsForm):
    """Four questions must be answered: right, upfront sum, term and territory."""

    need: Annotated[
        str,
        StringConstraints(max_length=16),
        Asked(t("For which of your needs?"), kind="select"),
    ] = ""
    message: Annotated[
        OwnSentence,
        Asked(
            t("In your own words"),
            t("Only the owner reads this: what you plan, and what you bring."),
            kind="textarea",
            rows=5,
        ),
    ] = ""


class RefuseBidForm(Input):
    reason: Annotated[Refusal, Asked(t("Why?"), kind="radio", options=Refusal)]
    sentence: Annotated[
        Annotated[str, Clean, StringConstraints(min_length=1, max_length=2000)],
        Asked(
            t("Say it in your own words"),
            t("The bidder reads this and nobody else: what would have to change?"),
            kind="textarea",
            rows=4,
        ),
    ]


def answers(terms: Terms) -> dict[str, object]:
    """The answers to `TermsForm` that give these terms."""
    area, further = _area(set(terms.territory))
    return {
        "right": terms.right.value,
        "upfront": terms.upfront,
        "term_years": format((Decimal(terms.term_months) / 12).normalize(), "f"),
        "territory": area.value,
        "countries": ", ".join(further),
        "royalty_percent": format(terms.royalty_percent.normalize(), "f"),
        "field_of_use": terms.field_of_use,
    }


def _codes(area: Area, further: Sequence[str]) -> tuple[str, ...]:
    if area == Area.WORLD:
        return (WORLD,)
    named = {Area.VIET_NAM: (VIET_NAM,), Area.ASEAN: ASEAN, Area.NAMED: ()}[area]
    return tuple(sorted({*named, *further}))


def _area(codes: set[str]) -> tuple[Area, Sequence[str]]:
    if WORLD in codes:
        return Area.WORLD, ()
    if codes >= set(ASEAN):
        return Area.ASEAN, sorted(codes - set(ASEAN))
    if VIET_NAM in codes:
        return Area.VIET_NAM, sorted(codes - {VIET_NAM})
    return Area.NAMED, sorted(codes)
