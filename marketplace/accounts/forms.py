"""What people type to sign up, sign in and keep their account."""

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints

from marketplace.accounts.rules import MIN_PASSWORD, same_address
from marketplace.kit.fields import Asked, Clean, Input, Line, refused
from marketplace.kit.text import t
from marketplace.kit.views import Option
from marketplace.locale import LANGUAGES
from marketplace.notices.rules import Letters

_ADDRESS = re.compile(
    r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@(?:[\w-]{1,63}\.)+[\w-]{2,63}",
)
"""One plain mailbox (the dot-atom of RFC 5322): no display name, no list, no encoded word."""


def _address(value: str) -> str:
    if not _ADDRESS.fullmatch(value) or "=?" in value:
        raise refused(t("Give an e-mail address such as lan@example.org."))
    return same_address(value)


def _password(value: str) -> str:
    if len(value) < MIN_PASSWORD:
        raise refused(t("At least %(count)s characters.", count=MIN_PASSWORD))
    return value


def _languages() -> list[Option]:
    return [Option(code, name) for code, name in LANGUAGES.items()]


Address = Annotated[
    str,
    Clean,
    StringConstraints(min_length=3, max_length=254, strip_whitespace=True),
    AfterValidator(_address),
    Field(json_schema_extra={"format": "email"}),
]
NewPassword = Annotated[str, StringConstraints(max_length=200), AfterValidator(_password)]


class SignUpForm(Input):
    name: Annotated[Line, Asked(t("Your name"), autocomplete="name")]
    email: Annotated[Address, Asked(t("E-mail address"), kind="email", autocomplete="email")]
    password: Annotated[
        NewPassword,
        Asked(
            t("Password"),
            t("At least 10 characters. Three or four words are easy to remember."),
            kind="password",
            autocomplete="new-password",
        ),
    ]


class SignInForm(Input):
    email: Annotated[Address, Asked(t("E-mail address"), kind="email", autocomplete="username")]
    password: Annotated[
        str,
        StringConstraints(min_length=1, max_length=200),
        Asked(t("Password"), kind="password", autocomplete="current-password"),
    ]


class PasswordForm(Input):
    """Asked again before what cannot be undone."""

    password: Annotated[
        str,
        StringConstraints(min_length=1, max_length=200),
        Asked(t("Your password"), kind="password", autocomplete="current-password"),
    ]


class ConfirmForm(Input):
    password: Annotated[
        str,
        StringConstraints(min_length=1, max_length=200),
        Asked(
            t("The password you chose"),
            t("So that nobody can open an account in your name."),
            kind="password",
            autocomplete="current-password",
        ),
    ]


class ResetForm(Input):
    email: Annotated[Address, Asked(t("E-mail address"), kind="email", autocomplete="username")]


class NewPasswordForm(Input):
    password: Annotated[
        NewPassword,
        Asked(
            t("New password"),
            t("At least 10 characters. Three or four words are easy to remember."),
            kind="password",
            autocomplete="new-password",
        ),
    ]


class AccountForm(Input):
    name: Annotated[Line, Asked(t("Your name"), autocomplete="name")]
    language: Annotated[
        Literal["vi", "en"],
        Asked(t("Language of your letters"), kind="radio", options=_languages),
    ]
    letters: Annotated[
        Letters,
        Asked(
            t("When letters come"),
            t("What waits for you and what has happened. Links to sign in always come at once."),
            kind="radio",
            options=Letters,
        ),
    ]


class TokenForm(Input):
    purpose: Annotated[
        str,
        Clean,
        StringConstraints(min_length=1, max_length=80),
        Asked(t("What is this token for?"), t("For example: nightly export")),
    ]
