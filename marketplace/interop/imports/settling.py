"""What becomes of each row: compared with the rows above it and with what the house has."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Generic, TypeVar

from marketplace.interop.imports.remarks import Remark
from marketplace.interop.imports.rights import NUMBERS
from marketplace.interop.imports.rules import BY_COMPARISON, Becomes, Finding, Level, RowState
from marketplace.inventions.forms import InventionDraftForm
from marketplace.inventions.numbers import key
from marketplace.inventions.rules import InventionState, folded
from marketplace.kit.decision import Decision
from marketplace.kit.money import Money
from marketplace.kit.text import t

K = TypeVar("K")
Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Marks:
    """By what an invention is known again, each in the form in which equal ones are equal."""

    application: str
    title_number: str
    title: str

    @classmethod
    def of(cls, answers: Values) -> "Marks":
        application, title_number = (
            key(answers[name]) if answers.get(name) else "" for name in NUMBERS
        )
        return cls(application, title_number, folded(answers.get("title", "")))

    def differs_from(self, other: "Marks") -> bool:
        """Whether both have a number of one kind and not the same."""
        pairs = (
            (self.application, other.application), (self.title_number, other.title_number),
        )  # fmt: skip
        return any(own and its and own != its for own, its in pairs)


class Register(Generic[K]):
    """Finds what has the same marks: by the numbers, else by the title."""

    def __init__(self, known: Iterable[tuple[K, Marks]] = ()) -> None:
        self._by_number: dict[tuple[str, str], K] = {}
        self._by_title: dict[str, list[tuple[K, Marks]]] = defaultdict(list)
        for one, marks in known:
            self.add(one, marks)

    def add(self, one: K, marks: Marks) -> None:
        for kind, number in (("a", marks.application), ("t", marks.title_number)):
            if number:
                self._by_number.setdefault((kind, number), one)
        if marks.title:
            self._by_title[marks.title].append((one, marks))

    def find(self, marks: Marks) -> "Alike[K]":
        numbers = (("a", marks.application), ("t", marks.title_number))
        found = {self._by_number[one] for one in numbers if one in self._by_number}
        if found:
            return Alike(tuple(found))
        titled = self._by_title.get(marks.title, ()) if marks.title else ()
        same = tuple(one for one, its in titled if not marks.differs_from(its))
        others = tuple(one for one, its in titled if marks.differs_from(its))
        return Alike(same, by_title=True, others=others)


@dataclass(frozen=True, slots=True)
class Alike(Generic[K]):
    """`others` have the same title and another number."""

    same: Sequence[K]
    by_title: bool = False
    others: Sequence[K] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A row that is to be settled; `remarks` are those of its reading alone."""

    number: int
    answers: Values
    remarks: Sequence[Remark]
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class There:
    """An invention that is there already: its answers now, and whether it may be changed."""

    id: str
    version: int
    state: InventionState
    values: Values
    may_change: Decision

    def said(self, names: Iterable[str]) -> Values:
        """These answers as the form takes them, in JSON."""
        return {name: _plain(name, self.values[name]) for name in names}


def _plain(name: str, value: Any) -> Any:
    if name == "inventors":
        return "\n".join(value)
    if isinstance(value, Money):
        return {"amount": value.amount, "currency": value.currency}
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


@dataclass(frozen=True, slots=True)
class Settled:
    number: int
    state: RowState
    remarks: Sequence[Remark]
    becomes: Becomes | None = None
    there: There | None = None
    changes: Sequence[str] = ()
    form: InventionDraftForm | None = field(default=None, repr=False)


Find = Callable[[str], There]


def meant(rows: Iterable[Candidate], register: Register[str]) -> frozenset[str]:
    """The inventions that some row may mean, so that only those need be looked up."""
    return frozenset(one for row in rows for one in register.find(Marks.of(row.answers)).same)


def settle(
    rows: Iterable[Candidate],
    register: Register[str],
    find: Find,
    language: str,
    taken: Mapping[str, int] | None = None,
) -> Sequence[Settled]:
    """`find` gives an invention that `meant` has named; `taken` are those that rows of the same
    sheet have made or changed before, each with its row.
    """
    settler = _Settler(register, find, language, taken or {})
    return [settler.settle(row) for row in rows]


class _Settler:
    """Goes down the rows and remembers those that come in."""

    def __init__(
        self, register: Register[str], find: Find, language: str, taken: Mapping[str, int]
    ) -> None:
        self.register = register
        self.find = find
        self.language = language
        self.above: Register[int] = Register()
        self.taken = dict(taken)

    def settle(self, row: Candidate) -> Settled:
        marks = Marks.of(row.answers)
        found = self._settled(row, marks)
        if found.state not in (RowState.MEND, RowState.LEFT_OUT):
            self.above.add(row.number, marks)
            if found.there:
                self.taken[found.there.id] = row.number
        return found

    def _settled(self, row: Candidate, marks: Marks) -> Settled:
        there = self.register.find(marks)
        repeated = self._repeated(marks, there)
        remarks = [*row.remarks, *_beside(repeated)]
        if _worst(row.remarks) == Level.MEND:
            return Settled(row.number, RowState.MEND, remarks)
        if refused := _refused(repeated, there):
            state = RowState.MEND if refused.level == Level.MEND else RowState.LEFT_OUT
            return Settled(row.number, state, [*remarks, refused])
        form = InventionDraftForm.model_validate({**row.answers, "language": self.language})
        state = RowState.DOUBTFUL if _worst(remarks) == Level.DOUBT else RowState.READY
        settled = Settled(row.number, state, remarks, Becomes.DRAFT, form=form)
        return _compared(row, settled, self.find(there.same[0])) if there.same else settled

    def _repeated(self, marks: Marks, there: Alike[str]) -> Alike[int]:
        """A row above with the same marks, or one that means the same invention."""
        rows = tuple(self.taken[one] for one in there.same if one in self.taken)
        return Alike(rows) if rows else self.above.find(marks)


def _refused(repeated: Alike[int], there: Alike[str]) -> Remark | None:
    """Why the row cannot come in."""
    if repeated.same:
        why = t("The same stands in row %(row)s, which comes in.", row=repeated.same[0])
        return Remark("", Finding.REPEATED, why=why)
    if len(there.same) > 1:
        return Remark("", Finding.SEVERAL_ALIKE if there.by_title else Finding.TWO_INVENTIONS)
    return None


def _beside(repeated: Alike[int]) -> Sequence[Remark]:
    if not repeated.others:
        return ()
    why = t("Row %(row)s has the same title and another number.", row=repeated.others[0])
    return (Remark("", Finding.SAME_TITLE, why=why),)


def _compared(row: Candidate, settled: Settled, there: There) -> Settled:
    """As a change of what is there already; cells that say nothing change nothing."""
    assert settled.form is not None  # noqa: S101 - given by `_settle`
    form = _with_known_orcids(settled.form, there.values)
    changes = tuple(name for name in row.answers if _differs(name, form, there.values))
    found = replace(settled, there=there, changes=changes, form=form, becomes=Becomes.CHANGE)
    if not changes:
        return replace(found, state=RowState.UNCHANGED, becomes=None)
    if not there.may_change:
        refused = Remark("", Finding.NOT_YOURS, why=there.may_change.reason)
        remarks = [*found.remarks, refused]
        return replace(found, state=RowState.LEFT_OUT, becomes=None, remarks=remarks)
    if there.state == InventionState.LISTED:
        listed = [*found.remarks, Remark("", Finding.LISTED)]
        state = RowState.DOUBTFUL if row.confirmed else RowState.CONFIRM
        return replace(found, state=state, remarks=listed)
    return found


def _differs(name: str, form: InventionDraftForm, values: Values) -> bool:
    new, old = getattr(form, name), values[name]
    if name in NUMBERS:
        return key(new) != (key(old) if old else "")
    if name == "inventors":
        new = tuple(f"{one.name}; {one.orcid}" if one.orcid else one.name for one in new)
    return bool(new != old)


def _with_known_orcids(form: InventionDraftForm, values: Values) -> InventionDraftForm:
    """A sheet without ORCID iDs takes none away."""
    known = dict(line.split("; ", 1) for line in values["inventors"] if "; " in line)
    people = tuple(
        one if one.orcid else one.model_copy(update={"orcid": known.get(one.name, "")})
        for one in form.inventors
    )
    return form.model_copy(update={"inventors": people})


def _worst(remarks: Iterable[Remark]) -> Level | None:
    levels = {one.level for one in remarks}
    return next((level for level in (Level.MEND, Level.DOUBT) if level in levels), None)


def of_reading(remarks: Iterable[Remark]) -> Sequence[Remark]:
    """Without what an earlier comparison said."""
    return tuple(one for one in remarks if one.finding not in BY_COMPARISON)
