"""Mending a row in place: which answers are asked, and what was typed instead of the cells."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from marketplace.interop.imports import queries
from marketplace.interop.imports.cells import in_unicode
from marketplace.interop.imports.choices import CODES
from marketplace.interop.imports.forms import MendForm
from marketplace.interop.imports.looks import Look, Touched, look_again
from marketplace.interop.imports.models import Batch, BatchRow
from marketplace.interop.imports.remarks import Remark, remark_from
from marketplace.interop.imports.rows import FIELDS
from marketplace.interop.imports.rules import Finding, Level, RowState
from marketplace.kit.actor import Actor
from marketplace.kit.errors import Conflict, Invalid
from marketplace.kit.text import Text, t

UNKNOWN = (Finding.UNKNOWN_KIND, Finding.UNKNOWN_STATUS, Finding.UNKNOWN_READINESS)
"""Findings of which one answer usually mends many rows that say the same."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The fields that are asked, and what stands in each field of the row now; `alike` are the
    other rows that hold the same unusable text, by field.
    """

    names: Sequence[str]
    values: Mapping[str, Any]
    remarks: Mapping[str, Remark]
    alike: Mapping[str, Sequence[int]]


def asked_of(session: Session, batch: Batch, row: BatchRow) -> Asked:
    """Every field about which something is to be mended or doubted; the title where none is."""
    remarks = _by_field(map(remark_from, row.findings))
    texts = _texts(session, batch, row)
    values = {
        name: row.mended.get(name) or _value(name, row, remarks.get(name), texts.get(name, ""))
        for name in FIELDS
    }
    names = [name for name in FIELDS if name in (remarks or ("title",))]
    return Asked(names, values, remarks, _alike(session, batch, row, remarks))


def _value(name: str, row: BatchRow, remark: Remark | None, text: str) -> Any:
    """Codes as codes; else what the cell says, or what it may have meant where it is of no use."""
    answer = row.answers.get(name)
    if name in CODES:
        return answer or ""
    if name == "inventors" and answer:
        return "\n".join(f"{one['name']}; {one['orcid']}".strip("; ") for one in answer)
    guess = remark.taken if remark and answer is None else ""
    return guess or text


def mend(session: Session, actor: Actor, batch: Batch, row: BatchRow, form: MendForm) -> Look:
    """What becomes of the import with these answers; `Invalid` while they cannot be used."""
    if row.state == RowState.BROUGHT_IN:
        raise Conflict(
            t("This row is in already: change the invention itself."), code="wrong-state"
        )
    if unknown := [name for name in form.answers if name not in FIELDS]:
        raise Invalid(dict.fromkeys(unknown, t("There is no such field.")))
    look = look_again(session, actor, batch, _touched(session, batch, row, form))
    if form.answers and (wrong := _wrong(look, row)):
        raise Invalid(wrong)
    return look


def _touched(session: Session, batch: Batch, row: BatchRow, form: MendForm) -> Touched:
    typed = {row.number: dict(form.answers)} if form.answers else {}
    if form.everywhere:
        remarks = _by_field(map(remark_from, row.findings))
        for name, numbers in _alike(session, batch, row, remarks).items():
            for number in numbers if name in form.answers else ():
                typed.setdefault(number, {})[name] = form.answers[name]
    return Touched(
        typed=typed,
        confirmed=(row.number,) if form.confirm else (),
        dropped={} if form.drop is None else {row.number: form.drop},
    )


def _wrong(look: Look, row: BatchRow) -> Mapping[str, Text]:
    outcome = look.outcome(row.number)
    remarks = outcome.settled.remarks if outcome else ()
    return {one.field: one.text for one in remarks if one.level == Level.MEND}


def _by_field(remarks: Iterable[Remark]) -> Mapping[str, Remark]:
    """The gravest of each field that is more than a note."""
    found: dict[str, Remark] = {}
    for one in remarks:
        graver = one.field not in found or one.level == Level.MEND
        if one.field and one.level != Level.NOTE and graver:
            found[one.field] = one
    return found


def _texts(session: Session, batch: Batch, row: BatchRow) -> Mapping[str, str]:
    """What the cells of the row hold, by field."""
    sheet = queries.sheet(session, batch.id, batch.sheet)
    cells = next(one for one in sheet.rows if one.number == row.number)
    found: dict[str, str] = {}
    for at, name in enumerate(batch.columns):
        text = in_unicode(cells.cell(at))[0].text if name else ""
        if text:
            found[name] = f"{found[name]}\n\n{text}" if name in found else text
    return found


def _alike(
    session: Session, batch: Batch, row: BatchRow, remarks: Mapping[str, Remark]
) -> Mapping[str, Sequence[int]]:
    same = {name: one.read for name, one in remarks.items() if one.finding in UNKNOWN}
    found: dict[str, list[int]] = {}
    for other in session.scalars(queries.rows(batch.id, (RowState.MEND,))) if same else ():
        for one in map(remark_from, other.findings) if other.number != row.number else ():
            if one.finding in UNKNOWN and same.get(one.field) == one.read:
                found.setdefault(one.field, []).append(other.number)
    return found
