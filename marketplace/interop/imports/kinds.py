"""What each kind of record is asked when a file of them is brought in by command."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sqlalchemy.orm import Session

from marketplace.houses import queries as houses
from marketplace.houses import service as founding
from marketplace.houses.forms import HouseRecordForm
from marketplace.houses.models import House
from marketplace.houses.rules import HouseKind
from marketplace.interop.imports import queries
from marketplace.interop.imports.cells import (
    READERS,
    Column,
    Reader,
    as_amount,
    as_day,
    as_field,
    as_keywords,
    as_line,
    as_one_of,
    as_prose,
    as_readiness,
)
from marketplace.interop.imports.choices import plain
from marketplace.interop.imports.headings import INVENTIONS as INVENTION_HEADINGS
from marketplace.interop.imports.headings import Vocabulary
from marketplace.interop.imports.remarks import Read, Remark, Said
from marketplace.interop.imports.rows import contradictions
from marketplace.interop.imports.rules import Finding
from marketplace.interop.imports.settling import Marks, Register
from marketplace.interop.imports.sheets import Cell
from marketplace.inventions import policy as inventing
from marketplace.inventions import service as inventions
from marketplace.inventions.forms import MOST_ENTRIES, InventionDraftForm, InventionForm
from marketplace.inventions.models import Invention
from marketplace.inventions.rules import InventionState, folded
from marketplace.kit.actor import Actor
from marketplace.kit.decision import ALLOWED, Decision
from marketplace.kit.fields import Input
from marketplace.kit.text import t
from marketplace.locale import language
from marketplace.needs import policy as needing
from marketplace.needs import queries as posted
from marketplace.needs import service as needs
from marketplace.needs.forms import MOST_KEYWORDS, NeedDraft, NeedForm
from marketplace.needs.models import Need
from marketplace.rulebook.provinces import PROVINCES

Answers = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Kind:
    """`whole` is the form of what is published at once, `most` how many entries a list may have.

    `known` finds what is there already; `marks` tell two records apart, by numbers alone unless
    `by_title`; `bring` writes some records, which `publish` then shows to everybody.
    """

    vocabulary: Vocabulary
    readers: Mapping[str, Reader]
    form: type[Input]
    whole: type[Input]
    known: Callable[[Session, Actor], Register[Any]]
    marks: Callable[[Answers], Marks]
    may_bring: Callable[[Actor], Decision]
    may_publish: Callable[[Actor, House], Decision]
    bring: Callable[[Session, Actor, Sequence[Any]], Sequence[Any]]
    publish: Callable[[Session, Actor, Sequence[Any]], None]
    most: Mapping[str, int] = field(default_factory=dict)
    contradictions: Callable[[Answers], Iterable[Remark]] = lambda _answers: ()
    by_title: bool = False

    @property
    def fields(self) -> Sequence[str]:
        return [name for name in self.form.model_fields if name != "language"]

    @property
    def by_language(self) -> bool:
        """Whether its texts are kept by language."""
        return "language" in self.form.model_fields


def _yes_or_no(cell: Cell, column: Column) -> Read:  # noqa: ARG001
    words = plain(cell.text)
    if words in ("co", "yes", "true", "1", "x"):
        return Read(value=True)
    if words in ("khong", "no", "false", "0"):
        return Read(value=False)
    return Read(None, (Said(Finding.UNUSABLE, why=t("Choose yes or no.")),))


def _province(cell: Cell, column: Column) -> Read:  # noqa: ARG001
    """By its code, or by its name in either language."""
    code = _provinces().get(plain(cell.text))
    return Read(code) if code else Read(None, (Said(Finding.UNKNOWN_PROVINCE),))


@cache
def _provinces() -> Mapping[str, str]:
    found = {}
    for code, province in PROVINCES.items():
        for name in (code, province.official_code, province.vi, province.en):
            found[plain(name)] = code
    return found


def _draft_inventions(
    session: Session, actor: Actor, forms: Sequence[InventionDraftForm]
) -> Sequence[Invention]:
    return inventions.draft_inventions(session, actor, forms=forms)


def _list_inventions(session: Session, actor: Actor, made: Sequence[Invention]) -> None:
    inventions.list_inventions(session, actor, inventions=made)


def _may_list(actor: Actor, house: House) -> Decision:
    example = Invention(house=house, house_id=house.id, state=InventionState.DRAFT)
    return inventing.can_list(actor, example)


def _draft_needs(session: Session, actor: Actor, forms: Sequence[NeedDraft]) -> Sequence[Need]:
    return [needs.draft_need(session, actor, form=form) for form in forms]


def _post_needs(session: Session, actor: Actor, made: Sequence[Need]) -> None:
    for need in made:
        needs.post_need(session, actor, need=need)


def _may_post(actor: Actor, house: House) -> Decision:  # noqa: ARG001
    return needing.can_open_own(actor)


def _record_houses(
    session: Session,
    actor: Actor,  # noqa: ARG001
    forms: Sequence[HouseRecordForm],
) -> Sequence[House]:
    return [founding.record_house(session, form=form, language=language()) for form in forms]


def _vouch_for_houses(session: Session, actor: Actor, made: Sequence[House]) -> None:  # noqa: ARG001
    for house in made:
        founding.vouch_for(session, house=house)


def _anybody(*_: object) -> Decision:
    """Whoever may run commands on this machine vouches for the houses that it brings in."""
    return ALLOWED


def _known_inventions(session: Session, actor: Actor) -> Register[Any]:
    return queries.register(session, str(actor.house_id))


def _known_needs(session: Session, actor: Actor) -> Register[Any]:
    titles = posted.titles_of_house(session, str(actor.house_id))
    return Register((title, Marks("", "", folded(title))) for title in titles)


def _known_houses(session: Session, actor: Actor) -> Register[Any]:  # noqa: ARG001
    known = houses.names_and_codes(session)
    return Register((name, Marks("", code, folded(name))) for name, code in known)


NEED_HEADINGS = Vocabulary(
    {
        "title": ("tên nhu cầu", "nhu cầu", "tiêu đề", "tên", "title", "need", "name"),
        "problem": (
            "vấn đề", "mô tả", "nội dung", "problem", "text", "description", "what is lacking",
        ),
        "done_when": ("tiêu chí hoàn thành", "mục tiêu", "hoàn thành khi", "done when", "objective",
                      "goal"),
        "field": ("lĩnh vực", "field", "sector", "technology areas", "technology area"),
        "keywords": ("từ khóa", "từ khoá", "keywords", "keyword", "tags"),
        "budget_from": ("ngân sách từ", "kinh phí từ", "budget from"),
        "budget_to": ("ngân sách đến", "ngân sách tối đa", "ngân sách", "kinh phí", "budget up to",
                      "budget"),
        "wanted_by": ("cần trước ngày", "thời hạn", "hạn", "wanted by", "deadline"),
        "readiness_wanted": ("mức sẵn sàng cần có", "mức độ sẵn sàng", "trl", "readiness wanted"),
        "unnamed": ("giấu tên", "không nêu tên", "name kept back"),
    },
    ("problem", "done_when"),
    ("title",),
)  # fmt: skip
HOUSE_HEADINGS = Vocabulary(
    {
        "kind": ("loại", "loại hình", "kind", "type"),
        "name": ("tên", "tên tổ chức", "tên đơn vị", "tên doanh nghiệp", "name", "full name",
                 "organisation", "organization"),
        "name_en": ("tên tiếng anh", "english name", "name in english"),
        "province": ("tỉnh", "tỉnh thành", "tỉnh thành phố", "province", "province or city"),
        "tax_code": ("mã số thuế", "mst", "tax code", "tax id"),
        "website": ("trang web", "website", "web"),
        "about": ("giới thiệu", "mô tả", "about", "description"),
        "email": ("thư điện tử", "email", "e mail", "e mail address"),
    },
    ("about",),
    ("name",),
)  # fmt: skip

INVENTIONS = Kind(
    vocabulary=INVENTION_HEADINGS,
    readers=READERS,
    form=InventionDraftForm,
    whole=InventionForm,
    known=_known_inventions,
    marks=Marks.of,
    may_bring=inventing.can_draft,
    may_publish=_may_list,
    bring=_draft_inventions,
    publish=_list_inventions,
    most=dict.fromkeys(("keywords", "classes", "offers", "inventors"), MOST_ENTRIES),
    contradictions=contradictions,
)
NEEDS = Kind(
    vocabulary=NEED_HEADINGS,
    readers={
        "title": as_line,
        "problem": as_prose,
        "done_when": as_prose,
        "field": as_field,
        "keywords": as_keywords,
        "budget_from": as_amount,
        "budget_to": as_amount,
        "wanted_by": as_day,
        "readiness_wanted": as_readiness,
        "unnamed": _yes_or_no,
    },
    form=NeedDraft,
    whole=NeedForm,
    known=_known_needs,
    marks=lambda answers: Marks("", "", folded(answers.get("title", ""))),
    may_bring=needing.can_draft,
    may_publish=_may_post,
    bring=_draft_needs,
    publish=_post_needs,
    most={"keywords": MOST_KEYWORDS},
)
HOUSES = Kind(
    vocabulary=HOUSE_HEADINGS,
    readers={
        **dict.fromkeys(("name", "name_en", "tax_code", "website", "email"), as_line),
        "kind": as_one_of(HouseKind, Finding.UNKNOWN_KIND),
        "province": _province,
        "about": as_prose,
    },
    form=HouseRecordForm,
    whole=HouseRecordForm,
    known=_known_houses,
    marks=lambda answers: Marks("", answers.get("tax_code", ""), folded(answers.get("name", ""))),
    may_bring=_anybody,
    may_publish=_anybody,
    bring=_record_houses,
    publish=_vouch_for_houses,
    by_title=True,
)
