"""What templates receive: small frozen dataclasses that any feature's `pages.py` may build."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from marketplace.kit.text import Text, Wording

Words = Text | Wording | str
"""A message to be translated, what people wrote in both languages, or in one."""

BadgeTone = Literal["neutral", "info", "good", "warning", "bad"]
FieldKind = Literal[
    "text", "textarea", "select", "radio", "checkbox", "checkboxes",
    "number", "date", "email", "password", "money", "hidden",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: Words
    hint: Words | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """One question of a form: what was typed, what is wrong with it, and how to draw it."""

    name: str
    label: Words
    kind: FieldKind = "text"
    value: str | Sequence[str] = ""
    error: Words | None = None
    warning: Words | None = None
    hint: Words | None = None
    required: bool = False
    options: Sequence[Option] = ()
    rows: int = 4
    autocomplete: str | None = None
    maxlength: int | None = None


@dataclass(frozen=True, slots=True)
class Form:
    """Fields by name, in the order they are drawn; `errors` also holds those of no one field."""

    fields: Mapping[str, Field]
    errors: Mapping[str, Words] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Field:
        return self.fields[name]

    @property
    def ok(self) -> bool:
        return not self.errors


@dataclass(frozen=True, slots=True)
class Action:
    """A next step. With `reason` the step exists but is refused now, and the reason is shown.

    `href` alone is a link; with `post` it is a button that posts there.
    """

    label: Words
    href: str
    post: bool = False
    tone: Literal["primary", "secondary", "danger"] = "secondary"
    reason: Words | None = None
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Badge:
    label: Words
    tone: BadgeTone = "neutral"


@dataclass(frozen=True, slots=True)
class Crumb:
    label: Words
    href: str


@dataclass(frozen=True, slots=True)
class Pager:
    """`previous` and `next` are addresses or None."""

    total: int
    first: int
    last: int
    previous: str | None = None
    next: str | None = None


@dataclass(frozen=True, slots=True)
class Moment:
    """One entry of a timeline; `at` is an aware UTC datetime or None for what is still to come."""

    label: Words
    at: object | None = None
    detail: Words | None = None
    href: str | None = None
    done: bool = True


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits for somebody: what it is about (`kind` and `id` for programs, `title`
    for people), the steps one of which is awaited, since when, and until when it can be taken.

    `whom` is the other one in it: who waits for the reader, or for whom the reader waits.
    """

    kind: str
    id: str
    title: Words
    whom: Words
    steps: Sequence[Words]
    action: Action
    since: datetime
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Series:
    """One coloured series of a chart; `values` stand in the order of the chart's labels."""

    label: Words
    values: Sequence[int]
    tone: Literal["strong", "muted", "warning"] = "strong"


@dataclass(frozen=True, slots=True)
class Chart:
    """A column chart, always drawn beside its table. `unit` is a currency code or ""."""

    title: Words
    labels: Sequence[str]
    series: Sequence[Series]
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar; `value` is None where it is not shown, `share` is in tenths of a percent."""

    label: Words
    value: int | None
    share: int | None = None


@dataclass(frozen=True, slots=True)
class Bars:
    """A chart of horizontal bars such as a funnel, always drawn beside its table."""

    title: Words
    bars: Sequence[Bar]


@dataclass(frozen=True, slots=True)
class Panel:
    """What a later feature shows on an earlier one's page."""

    template: str
    content: object
    order: int = 100
