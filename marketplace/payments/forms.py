"""What a payee declares, and the sentence that goes with a refusal or a counter-entry."""

from datetime import date
from typing import Annotated

from pydantic import AfterValidator, ConfigDict, StringConstraints

from marketplace.kit import clock
from marketplace.kit.amounts import LARGEST
from marketplace.kit.fields import Asked, Clean, Day, Input, MoneyField, OptionalLine, refused
from marketplace.kit.money import Money
from marketplace.kit.text import t


def _some_money(value: Money) -> Money:
    if not 0 < value.amount <= LARGEST:
        raise refused(t("Give the amount that was paid, above zero."))
    return value


def _not_ahead(value: date) -> date:
    if value > clock.today():
        raise refused(t("This day lies ahead. Declare the payment once the money has come."))
    return value


class PaymentForm(Input):
    model_config = ConfigDict(
        json_schema_extra={
            "example": {"money": "1.2 billion", "paid_on": "2026-05-20", "bank_reference": ""}
        }
    )

    money: Annotated[
        MoneyField,
        AfterValidator(_some_money),
        Asked(t("Amount, without VAT"), kind="money"),
    ]
    paid_on: Annotated[
        Day, AfterValidator(_not_ahead), Asked(t("Day on which the money came"), kind="date")
    ]
    bank_reference: Annotated[
        OptionalLine,
        Asked(
            t("Bank reference"),
            t("Seen by the two parties and by a verifier if one is needed, never in public."),
        ),
    ] = ""


Sentence = Annotated[str, Clean, StringConstraints(min_length=1, max_length=1000)]


class _Reason(Input):
    model_config = ConfigDict(
        json_schema_extra={"example": {"reason": "Our bank shows 600 million on that day."}}
    )


class DisputeForm(_Reason):
    reason: Annotated[
        Sentence,
        Asked(
            t("What is not right about it?"),
            t("In your own words. The payee and the verifier read it; it is not public."),
            kind="textarea",
            rows=3,
        ),
    ]


class RejectForm(_Reason):
    reason: Annotated[
        Sentence,
        Asked(
            t("Why does the evidence not bear it out?"),
            t("In your own words. Both parties read it; it is not public."),
            kind="textarea",
            rows=3,
        ),
    ]


class ReverseForm(_Reason):
    reason: Annotated[
        Sentence,
        Asked(
            t("Why is it taken back?"),
            t("In your own words. The payer reads it and has to agree; it is not public."),
            kind="textarea",
            rows=3,
        ),
    ]
