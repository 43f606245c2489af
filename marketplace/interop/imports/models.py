"""An import, the sheets it read, and what became of each row."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.db.base import Base, Versioned
from marketplace.db.types import ChoiceColumn, Id, Key, Line, Texts
from marketplace.interop.imports.rules import Becomes, ImportState, RowState
from marketplace.kit.ids import new_id


class Batch(Versioned, Base):
    """One file brought in by a house. Its sheets and rows go; this stays as the record of it."""

    __tablename__ = "import_batch"

    id: Mapped[Key] = mapped_column(default=new_id)
    house_id: Mapped[Id] = mapped_column(ForeignKey("house.id"), index=True)
    made_by: Mapped[Id]
    state: Mapped[ImportState] = mapped_column(ChoiceColumn(ImportState), index=True)
    file_name: Mapped[Line] = mapped_column(default="")
    language: Mapped[str] = mapped_column(String(2))
    """Of the texts in the sheet."""
    sheet: Mapped[int]
    """Which of the sheets is read, counted from 0."""
    columns: Mapped[tuple[str, ...]] = mapped_column(Texts, default=())
    """The field that each column of it holds; "" for one that is left out."""
    notes: Mapped[Sequence[Any]] = mapped_column(JSON, default=list)
    """What is to be said of the sheet as a whole."""
    named: Mapped[tuple[str, ...]] = mapped_column(Texts, default=())
    """Members of the house whose names stand in it: an erasure finds the cells by them."""
    counts: Mapped[Mapping[str, int]] = mapped_column(JSON, default=dict)
    """Rows by their state; what came in also by what it became."""
    kept: Mapped[tuple[str, ...]] = mapped_column(Texts, default=())
    """Inventions that stayed as they are when it was taken back."""
    brought_in_at: Mapped[datetime | None]
    taken_back_at: Mapped[datetime | None]
    emptied_at: Mapped[datetime | None]
    """When sheets and rows were removed."""


class BatchSheet(Base):
    """The cells of one sheet, as `sheets.dump` writes them."""

    __tablename__ = "import_sheet"

    batch_id: Mapped[Id] = mapped_column(ForeignKey("import_batch.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[Line]
    cells: Mapped[str] = mapped_column(Text)


class BatchRow(Base):
    """`number` is the row's own in the sheet."""

    __tablename__ = "import_row"
    __table_args__ = (Index("ix_import_row_batch_id_state", "batch_id", "state"),)

    batch_id: Mapped[Id] = mapped_column(ForeignKey("import_batch.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    state: Mapped[RowState] = mapped_column(ChoiceColumn(RowState))
    becomes: Mapped[Becomes | None] = mapped_column(ChoiceColumn(Becomes))
    answers: Mapped[Mapping[str, Any]] = mapped_column(JSON)
    """What was understood, as the form of an invention takes it."""
    findings: Mapped[Sequence[Any]] = mapped_column(JSON)
    mended: Mapped[Mapping[str, str]] = mapped_column(JSON, default=dict)
    """What was typed in the place of a cell, by field."""
    confirmed: Mapped[bool] = mapped_column(default=False)
    """Whether somebody said that a listed invention may be changed by it."""
    changes: Mapped[tuple[str, ...]] = mapped_column(Texts, default=())
    """The fields that differ from the invention that is there already."""
    invention_id: Mapped[Id | None]
    """The invention it changes or was made into."""
    version: Mapped[int | None]
    """Of the invention after this row came in; another one says that it was touched since."""
    before: Mapped[Mapping[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """What the changed fields said before, for taking it back."""
