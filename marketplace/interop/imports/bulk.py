"""A file of records brought in by command: every record is checked first, then all come in or none.

What was checked waits in a file of its own, so that any number of records fits into the memory
and nothing is computed while the database waits.
"""

import csv
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from gzip import BadGzipFile
from itertools import islice
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, TextIO
from zipfile import BadZipFile

from pydantic import ValidationError
from pydantic.fields import FieldInfo

from marketplace.db.session import Database
from marketplace.houses.models import House
from marketplace.houses.service import machine_for
from marketplace.interop.imports.cells import Column, in_unicode
from marketplace.interop.imports.choices import plain
from marketplace.interop.imports.kinds import Kind
from marketplace.interop.imports.records import (
    NotARecord,
    Progress,
    Record,
    cell_of,
    read_records,
)
from marketplace.interop.imports.reports import SHOWN, Fault, Report
from marketplace.interop.imports.rights import NUMBERS
from marketplace.interop.imports.rows import RowReader
from marketplace.interop.imports.rules import Level
from marketplace.interop.imports.settling import Marks, Register
from marketplace.interop.imports.sheets import Cell, NotASheet
from marketplace.interop.imports.syllables import could_be_syllable
from marketplace.kit.actor import MACHINE, Actor
from marketplace.kit.errors import Invalid
from marketplace.kit.fields import errors_by_field
from marketplace.kit.text import t
from marketplace.kit.views import Words
from marketplace.locale import LANGUAGES

AT_ONCE = 500
BROKEN = (UnicodeDecodeError, csv.Error, BadZipFile, BadGzipFile, EOFError, KeyError)
"""What files raise that are not what they seem."""
LONGEST_ENTRY = 80
"""Characters of one keyword."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What the command asks: `mapped` says which field a column holds ("" to leave it out), `given`
    what fields say where a record does not; `language` is "" where each text tells its own.
    """

    kind: Kind
    mapped: Mapping[str, str] = field(default_factory=dict)
    given: Mapping[str, str] = field(default_factory=dict)
    language: str = ""
    publish: bool = False
    cut: bool = False
    again: bool = False


def bring(
    database: Database,
    wish: Wish,
    *,
    file: Path,
    house: House | None,
    progress: Progress,
) -> Report:
    """Check the whole file, then write all of it in one transaction unless something is wrong."""
    actor = machine_for(house) if house else MACHINE
    if house:
        wish.kind.may_bring(actor).require()
        if wish.publish:
            wish.kind.may_publish(actor, house).require()
    with database.reading() as session:
        known = wish.kind.known(session, actor)
    checker = _Checker(wish, known)
    with TemporaryFile("w+", encoding="utf-8") as spool:
        _check(file, checker, spool, progress)
        if not checker.report.faulty:
            spool.seek(0)
            _write(database, actor, wish, spool, checker.report, progress)
    return checker.report


def _check(file: Path, checker: "_Checker", spool: TextIO, progress: Progress) -> None:
    try:
        for record in read_records(file, checker.kind.vocabulary, progress):
            if answers := checker.check(record):
                spool.write(json.dumps(answers, ensure_ascii=False) + "\n")
    except NotARecord as error:
        checker.report.faulty += 1
        checker.report.faults.append(Fault(error.row, "", error.text))
    except NotASheet as error:
        raise Invalid({"file": error.text}) from error
    except BROKEN as error:
        raise Invalid({"file": t("This file is damaged, or is not what its name says.")}) from error


def _write(
    database: Database,
    actor: Actor,
    wish: Wish,
    spool: TextIO,
    report: Report,
    progress: Progress,
) -> None:
    form = wish.kind.whole if wish.publish else wish.kind.form
    with database.writing() as session:
        while lines := list(islice(spool, AT_ONCE)):
            forms = [form.model_validate(json.loads(line)) for line in lines]
            made = wish.kind.bring(session, actor, forms)
            if wish.publish:
                wish.kind.publish(session, actor, made)
            session.flush()  # what is written need not be held in memory any more
            session.expunge_all()
            report.brought_in += len(forms)
            progress(report.brought_in, report.records)


class _Checker:
    """Goes through the records and remembers what must not stand twice."""

    def __init__(self, wish: Wish, known: Register[Any]) -> None:
        self.wish = wish
        self.kind = wish.kind
        self.known = known
        self.above: Register[int] = Register()
        self.report = Report()
        self._fields: dict[str, str] = {}
        self.given = self._given()

    def check(self, record: Record) -> Mapping[str, Any] | None:
        """The answers of the record, if nothing is wrong with it."""
        self.report.records += 1
        reader, direct = self._read(record)
        language = direct.pop("language", "")
        answers = {**self.given, **reader.answers, **direct}
        if self.wish.cut:
            answers = self._cut(answers)
        if self.kind.by_language:
            answers["language"] = language or self.wish.language or _language_of(answers)
        wrong = {one.field: one.text for one in reader.remarks if one.level == Level.MEND}
        wrong |= {
            one.field: one.text
            for one in self.kind.contradictions(answers)
            if one.level == Level.MEND
        }
        faults = {**wrong, **self._refused(answers, wrong), **self._repeated(record, answers)}
        known = not self.wish.again and bool(self.known.find(self.kind.marks(answers)).same)
        self.report.doubts.update(one.finding for one in reader.remarks if one.level == Level.DOUBT)
        self._note(record, faults, known=known)
        return None if faults or known else answers

    def _read(self, record: Record) -> tuple[RowReader, dict[str, Any]]:
        """What cells say is read as on the page; lists and objects are for the form itself."""
        reader, direct, cells = RowReader(self.kind.readers), dict[str, Any](), []
        for source, value in record.values.items():
            name = self._field_of(source)
            if not name:
                self.report.left_out[source] = None
            elif name == "language":
                direct["language"] = _code(cell_of(value).text)
            elif isinstance(value, dict | bool) or (
                isinstance(value, list) and name in self.kind.most
            ):
                direct[name] = value
            elif value not in (None, "", []):
                cells.append((Column(name, source), cell_of(value)))
        # What kind of right it is completes the numbers, so that it is read before them.
        for column, cell in sorted(cells, key=lambda one: one[0].field in NUMBERS):
            unicode, said = in_unicode(cell)
            reader.say(column.field, said, cell.text)
            reader.take(column, unicode)
        return reader, direct

    def _field_of(self, source: str) -> str:
        """As the command says, else by the heading; one field is held once, texts aside."""
        if source not in self._fields:
            name = self.wish.mapped.get(source)
            if name is None:
                name = self._meaning(source)
            self._fields[source] = name
        return self._fields[source]

    def _meaning(self, source: str) -> str:
        if self.kind.by_language and plain(source) in ("language", "ngon ngu"):
            return "language"
        name = self.kind.vocabulary.meaning(source)[1]
        joined = name in self.kind.vocabulary.joined
        taken = {*self._fields.values(), *self.wish.mapped.values()}
        return name if joined or name not in taken else ""

    def _given(self) -> dict[str, Any]:
        reader = RowReader(self.kind.readers)
        for name, text in self.wish.given.items():
            reader.take(Column(name), Cell(text))
            wrong = [one for one in reader.remarks if one.level == Level.MEND]
            if wrong or name not in reader.answers:
                raise Invalid({name: wrong[0].text if wrong else t("This answer cannot be used.")})
        return reader.answers

    def _cut(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        found = dict(answers)
        for name, value in answers.items():
            limit = _limit(self.kind.form.model_fields[name])
            short = shortened(value, limit, self.kind.most.get(name))
            if short != value:
                self.report.cut[name] += 1
                found[name] = short
        return found

    def _refused(
        self, answers: Mapping[str, Any], wrong: Mapping[str, Words]
    ) -> Mapping[str, Words]:
        form = self.kind.whole if self.wish.publish else self.kind.form
        try:
            form.model_validate(answers)
        except ValidationError as refused:
            found = errors_by_field(refused.errors())
            return {name: why for name, why in found.items() if name not in wrong}
        return {}

    def _repeated(self, record: Record, answers: Mapping[str, Any]) -> Mapping[str, Words]:
        """The same number twice in the file."""
        marks = self.kind.marks(answers)
        own = marks if self.kind.by_title else Marks(marks.application, marks.title_number, "")
        same = self.above.find(own).same
        self.above.add(record.number, own)
        return {"": t("The same stands in row %(row)s.", row=same[0])} if same else {}

    def _note(self, record: Record, faults: Mapping[str, Words], *, known: bool) -> None:
        self.report.already += known
        self.report.faulty += known or bool(faults)
        sources = {name: source for source, name in self._fields.items() if name}
        for name, why in faults.items():
            if name not in sources and self._is_needed(name):
                self.report.lacking[name] = None
            elif len(self.report.faults) < SHOWN:
                self.report.faults.append(Fault(record.number, sources.get(name, name), why))

    def _is_needed(self, name: str) -> bool:
        form = self.kind.whole if self.wish.publish else self.kind.form
        return name in form.model_fields and form.model_fields[name].is_required()


def shortened(value: Any, limit: int | None, most: int | None) -> Any:
    """A text of at most `limit` characters; of a list at most `most` entries, none too long."""
    if isinstance(value, str) and limit and len(value) > limit:
        return value[: limit - 1].rsplit(" ", 1)[0].rstrip() + "…"
    if isinstance(value, list) and most:
        entries = (shortened(one, LONGEST_ENTRY, None) for one in value[:most])
        return list(entries)
    return value


def _limit(info: FieldInfo) -> int | None:
    limits = (getattr(mark, "max_length", None) for mark in info.metadata)
    return next((limit for limit in limits if limit), None)


def _code(text: str) -> str:
    names = {plain(name): code for code, name in LANGUAGES.items()}
    return text if text in LANGUAGES else names.get(plain(text), text)


def _language_of(answers: Mapping[str, Any]) -> str:
    """What most words of its texts are."""
    texts = (answers.get(name, "") for name in ("title", "problem"))
    words = [word for text in texts for word in str(text)[:500].split()]
    marked = sum(not word.isascii() and could_be_syllable(word) for word in words)
    return "vi" if 5 * marked > len(words) else "en"
