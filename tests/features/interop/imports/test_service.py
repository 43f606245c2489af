"""Bringing in, sending again, taking back: what is written, and that nothing else is."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.db.journal import EventRow
from marketplace.houses.rules import HouseKind, Role
from marketplace.interop.imports import policy, queries, service
from marketplace.interop.imports.forms import LayoutForm, MendForm
from marketplace.interop.imports.looks import layout_of, look_again, look_at_sheet
from marketplace.interop.imports.mending import mend
from marketplace.interop.imports.models import Batch, BatchRow, BatchSheet
from marketplace.interop.imports.rules import KEPT, KEPT_WAITING
from marketplace.inventions import queries as inventions
from marketplace.inventions import service as writing
from marketplace.inventions.forms import InventionDraftForm
from marketplace.inventions.models import Invention, InventionText, Inventor
from marketplace.kit import clock
from marketplace.kit.actor import Actor
from marketplace.kit.errors import Conflict, Invalid, NotAllowed, NotFound
from tests.features.inventions.cards import FIVE
from tests.tools import portfolio
from tests.tools.market import Market

HEAD = "Tên sáng chế;Số đơn;Ngày nộp;Loại;TRL;Tác giả\n"
DRYER = "Lò sấy cau;1-2023-00001;25/03/2023;Sáng chế;6;Đào Thị Hoa\n"
STOVE = "Bếp trấu;1-2023-00002;25/03/2023;Sáng chế;5;\n"
BROKEN = "Máy gặt;1-2023-00003;31/02/2023;bằng khen;7;\n"


@pytest.fixture
def officer(market: Market) -> Actor:
    return market.member(Role.TRANSFER_OFFICER)


def sent(session: Session, actor: Actor, *rows: str, head: str = HEAD) -> Batch:
    return portfolio.brought(session, actor, (head + "".join(rows)).encode())


def brought_in(session: Session, actor: Actor, *rows: str, head: str = HEAD) -> Batch:
    batch = sent(session, actor, *rows, head=head)
    portfolio.bring_in(session, actor, batch)
    return batch


def mended(session: Session, actor: Actor, batch: Batch, number: int, **form: Any) -> None:
    row = queries.row(session, batch.id, number)
    look = mend(session, actor, batch, row, MendForm.model_validate(form))
    service.keep_look(session, actor, batch=batch, look=look)
    session.flush()


def events(session: Session) -> list[str]:
    kinds = select(EventRow.kind).where(EventRow.subject_kind.in_(("invention", "import")))
    return list(session.scalars(kinds.order_by(EventRow.id)))


def count(session: Session, table: Any) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def only(session: Session) -> Invention:
    session.flush()
    [found] = session.scalars(select(Invention.id))
    session.expire_all()
    return inventions.invention(session, found)


def left(session: Session, batch: Batch) -> dict[str, int]:
    states = {state.value: number for state, number in queries.by_state(session, batch.id).items()}
    assert {name: batch.counts[name] for name in states} == states
    return states


def test_nothing_is_an_invention_before_it_is_brought_in(session: Session, officer: Actor) -> None:
    batch = sent(session, officer, DRYER, BROKEN)
    assert (count(session, Invention), events(session)) == (0, [])
    assert left(session, batch) == {"ready": 1, "mend": 1}
    assert (batch.state, batch.language, batch.file_name) == ("prepared", "vi", "danh-muc.csv")


def test_good_rows_become_drafts_and_the_others_wait(session: Session, officer: Actor) -> None:
    batch = brought_in(session, officer, DRYER, BROKEN)
    draft = only(session)
    assert (draft.state, draft.made_by, draft.house_id) == (
        "draft", officer.person_id, officer.house_id,
    )  # fmt: skip
    assert (draft.application_number, str(draft.filed_on), draft.readiness) == (
        "1-2023-00001", "2023-03-25", "6",
    )  # fmt: skip
    assert [person.name for person in draft.inventors] == ["Đào Thị Hoa"]
    assert (draft.texts[0].language, draft.texts[0].title) == ("vi", "Lò sấy cau")
    assert events(session) == ["invention.drafted", "import.brought-in"]
    assert left(session, batch) == {"brought-in": 1, "mend": 1}
    event = session.scalars(select(EventRow).where(EventRow.kind == "import.brought-in")).one()
    assert event.payload == '{"changed":0,"drafted":1,"waiting":1}'


def test_a_mended_row_follows_later_in_the_same_import(session: Session, officer: Actor) -> None:
    batch = brought_in(session, officer, DRYER, BROKEN)
    with pytest.raises(Invalid) as refused:
        mended(session, officer, batch, 3, answers={"filed_on": "30/02/2023", "kind": "patent"})
    assert {name: str(why) for name, why in refused.value.fields.items()} == {
        "filed_on": "There is no such day."
    }
    mended(session, officer, batch, 3, answers={"filed_on": "28/02/2023", "kind": "patent"})
    assert left(session, batch) == {"brought-in": 1, "ready": 1}
    portfolio.bring_in(session, officer, batch)
    assert (count(session, Invention), batch.counts["drafted"]) == (2, 2)
    with pytest.raises(Conflict, match="No row is ready"):
        portfolio.bring_in(session, officer, batch)


def test_one_answer_mends_all_rows_that_say_the_same(session: Session, officer: Actor) -> None:
    rows = [f"Máy {number};1-2023-0001{number};;bằng khen;5;\n" for number in range(3)]
    batch = sent(session, officer, *rows, "Lò;1-2023-00019;;bằng khác;5;\n")
    mended(session, officer, batch, 2, answers={"kind": "design"}, everywhere=True)
    assert left(session, batch) == {"doubtful": 3, "ready": 1}
    answers = session.scalars(select(BatchRow.answers).order_by(BatchRow.number)).all()
    assert [one["kind"] for one in answers] == ["design", "design", "design", "other"]


def test_a_dropped_row_stays_out_until_it_is_taken_up(session: Session, officer: Actor) -> None:
    batch = sent(session, officer, DRYER, STOVE)
    mended(session, officer, batch, 2, drop=True)
    assert left(session, batch) == {"dropped": 1, "ready": 1}
    portfolio.bring_in(session, officer, batch)
    assert count(session, Invention) == 1
    mended(session, officer, batch, 2, drop=False)
    assert left(session, batch) == {"brought-in": 1, "ready": 1}
    with pytest.raises(Conflict, match="in already"):
        mended(session, officer, batch, 3, drop=True)


def test_sending_it_again_changes_nothing_at_all(session: Session, officer: Actor) -> None:
    brought_in(session, officer, DRYER, STOVE)
    before = events(session)
    versions = session.execute(select(Invention.id, Invention.version, Invention.changed_at)).all()
    again = sent(session, officer, DRYER, STOVE.replace("1-2023-00002", "1 2023 2"))
    assert left(session, again) == {"unchanged": 2}
    with pytest.raises(Conflict):
        portfolio.bring_in(session, officer, again)
    after = session.execute(select(Invention.id, Invention.version, Invention.changed_at)).all()
    assert (events(session), after) == (before, versions)


def test_a_corrected_sheet_changes_only_what_differs(session: Session, officer: Actor) -> None:
    brought_in(session, officer, DRYER)
    draft = only(session)
    form = InventionDraftForm(language="vi", novelty="Ít khói.", keywords=("cau",))
    writing.save_invention(
        session, officer, invention=draft, form=form, only=frozenset({"novelty", "keywords"})
    )
    corrected = "Lò sấy cau nhanh;1-2023-00001;;Sáng chế;;\n"
    batch = brought_in(session, officer, corrected)
    now = only(session)
    assert (now.texts[0].title, now.texts[0].novelty) == ("Lò sấy cau nhanh", "Ít khói.")
    assert (now.keywords, str(now.filed_on), now.readiness) == (("cau",), "2023-03-25", "6")
    assert [person.name for person in now.inventors] == ["Đào Thị Hoa"]
    row = queries.row(session, batch.id, 2)
    assert (row.changes, row.before) == (("title",), {"title": "Lò sấy cau"})
    assert (batch.counts["drafted"], batch.counts["changed"]) == (0, 1)
    assert events(session)[-2:] == ["invention.changed", "import.brought-in"]


def test_what_is_listed_waits_for_a_word(session: Session, officer: Actor) -> None:
    head = HEAD.replace("Tác giả", "Điểm mới")
    row = "Lò sấy cau;1-2023-00001;25/03/2023;Sáng chế;6;Ít khói.\n"
    brought_in(session, officer, row, head=head)
    draft = only(session)
    form = InventionDraftForm(language="vi", problem="Cau ướt.")
    writing.save_invention(
        session, officer, invention=draft, form=form, only=frozenset({"problem"})
    )
    writing.list_invention(session, officer, invention=draft)
    session.flush()
    batch = sent(session, officer, row.replace("Ít khói.", "Không khói."), head=head)
    assert left(session, batch) == {"confirm": 1}
    with pytest.raises(Conflict):
        portfolio.bring_in(session, officer, batch)
    assert only(session).texts[0].novelty == "Ít khói."
    mended(session, officer, batch, 2, confirm=True)
    portfolio.bring_in(session, officer, batch)
    assert only(session).texts[0].novelty == "Không khói."
    service.take_back(session, officer, batch=batch)
    assert (only(session).texts[0].novelty, batch.kept) == ("Ít khói.", ())


def test_a_researcher_brings_in_drafts_but_changes_nothing_listed(
    session: Session, market: Market, officer: Actor
) -> None:
    invention = writing.draft_invention(
        session, officer, form=InventionDraftForm.model_validate({**FIVE, "language": "vi"})
    )
    writing.list_invention(session, officer, invention=invention)
    session.flush()
    researcher = market.member(Role.RESEARCHER, house=market.house_of(officer))
    batch = sent(session, researcher, "Zinc coating;1-2023-00009;;;5;\n", DRYER)
    [row] = [row for row in session.scalars(queries.rows(batch.id)) if row.state == "left-out"]
    assert (row.number, row.findings[-1]["finding"]) == (2, "not-yours")
    portfolio.bring_in(session, researcher, batch)
    assert count(session, Invention) == 2


def test_taking_back_leaves_nothing(session: Session, officer: Actor) -> None:
    batch = brought_in(session, officer, DRYER, STOVE, BROKEN)
    service.take_back(session, officer, batch=batch)
    session.flush()
    tables = (Invention, InventionText, Inventor, BatchRow, BatchSheet)
    assert [count(session, table) for table in tables] == [0] * 5
    assert (batch.state, batch.file_name, batch.notes, batch.named) == ("taken-back", "", [], ())
    assert (batch.counts["drafted"], batch.counts["removed"], batch.kept) == (2, 2, ())
    assert events(session)[-3:] == 2 * ["invention.deleted"] + ["import.taken-back"]
    with pytest.raises(Conflict):
        service.take_back(session, officer, batch=batch)


def test_an_import_that_was_never_brought_in_is_thrown_away(
    session: Session, officer: Actor
) -> None:
    batch = sent(session, officer, DRYER)
    service.take_back(session, officer, batch=batch)
    assert (batch.state, count(session, BatchRow)) == ("taken-back", 0)


def test_what_was_touched_or_listed_since_stays_and_is_named(
    session: Session, officer: Actor
) -> None:
    batch = brought_in(
        session, officer, DRYER, STOVE, DRYER.replace("Lò", "Hầm").replace("001", "009")
    )
    rows = {row.number: row for row in session.scalars(queries.rows(batch.id))}
    touched, kept = (inventions.invention(session, str(rows[at].invention_id)) for at in (2, 4))
    form = InventionDraftForm(language="vi", novelty="Ít khói.")
    writing.save_invention(
        session, officer, invention=touched, form=form, only=frozenset({"novelty"})
    )
    whole = InventionDraftForm.model_validate({**FIVE, "language": "vi"})
    writing.save_invention(session, officer, invention=kept, form=whole)
    writing.list_invention(session, officer, invention=kept)
    session.flush()
    service.take_back(session, officer, batch=batch)
    assert set(batch.kept) == {touched.id, kept.id}
    assert set(session.scalars(select(Invention.id))) == {touched.id, kept.id}
    assert batch.counts["removed"] == 1


def test_taking_a_change_back_restores_every_kind_of_answer(
    session: Session, officer: Actor
) -> None:
    answers = {
        **FIVE, "language": "vi", "title": "Lò sấy cau", "asking": "500 triệu", "field": "energy",
        "inventors": "An; 0000-0002-1825-0097\nBình", "keywords": "cau, khói",
        "offers": ["service"], "filed_on": "2020-01-02", "holder": "Viện Cau",
    }  # fmt: skip
    invention = writing.draft_invention(
        session, officer, form=InventionDraftForm.model_validate(answers)
    )
    session.flush()
    head = "Tên sáng chế;Giá chào;Lĩnh vực;Tác giả;Từ khóa;Hình thức;Ngày nộp;Chủ sở hữu;TRL\n"
    row = "Lò sấy cau;1,2 tỷ;Cơ khí;Lê Dung;lò;bán;03/04/2021;Hợp tác xã;9\n"
    batch = brought_in(session, officer, row, head=head)
    assert (only(session).asking_amount, only(session).version) == (1_200_000_000, 2)
    service.take_back(session, officer, batch=batch)
    now = only(session)
    assert (now.asking_amount, now.field, now.keywords) == (500_000_000, "energy", ("cau", "khói"))
    assert [(one.name, one.orcid) for one in now.inventors] == [
        ("An", "0000-0002-1825-0097"), ("Bình", ""),
    ]  # fmt: skip
    assert (now.offers, str(now.filed_on), now.holder, now.readiness) == (
        ("service",), "2020-01-02", "Viện Cau", "7",
    )  # fmt: skip
    assert (batch.counts["restored"], batch.kept, now.id) == (1, (), invention.id)


def test_two_imports_are_taken_back_in_any_order(session: Session, officer: Actor) -> None:
    first = brought_in(session, officer, DRYER)
    second = brought_in(session, officer, DRYER.replace("Lò sấy", "Hầm sấy"))
    service.take_back(session, officer, batch=first)
    assert (only(session).texts[0].title, len(first.kept)) == ("Hầm sấy cau", 1)
    service.take_back(session, officer, batch=second)
    assert only(session).texts[0].title == "Lò sấy cau"


def test_a_row_mended_later_does_not_change_what_another_row_made(
    session: Session, officer: Actor
) -> None:
    late = "Lò sấy cau;1-2023-00001;31/02/2023;Sáng chế;7;\n"
    batch = brought_in(session, officer, DRYER, late, DRYER)
    assert left(session, batch) == {"brought-in": 1, "mend": 1, "left-out": 1}
    mended(session, officer, batch, 3, answers={"filed_on": "26/03/2023"})
    assert left(session, batch) == {"brought-in": 1, "left-out": 2}
    row = queries.row(session, batch.id, 3)
    assert row.findings[-1]["why"]["params"] == {"row": 2}
    assert (only(session).version, only(session).readiness) == (1, "6")


def test_what_changed_meanwhile_is_not_overwritten(session: Session, officer: Actor) -> None:
    batch = sent(session, officer, DRYER)
    look = look_again(session, officer, batch)
    form = InventionDraftForm.model_validate({"language": "vi", "title": "Lò sấy cau"})
    writing.draft_invention(session, officer, form=form)
    session.flush()
    with pytest.raises(Conflict, match="changed meanwhile"):
        service.bring_in(session, officer, batch=batch, look=look)
    assert count(session, Invention) == 1
    old = look_again(session, officer, batch)
    mended(session, officer, batch, 2, drop=True)
    with pytest.raises(Conflict, match="changed meanwhile"):
        service.keep_look(session, officer, batch=batch, look=old)


def test_columns_and_language_may_be_chosen_otherwise(session: Session, officer: Actor) -> None:
    batch = sent(session, officer, DRYER, BROKEN)
    mended(session, officer, batch, 3, drop=True)
    for columns, field in (
        (("title", "title"), "column-1"), (("wrong",), "column-0"), (("kind", "kind"), "column-1"),
    ):  # fmt: skip
        with pytest.raises(Invalid) as refused:
            layout_of(session, batch, LayoutForm(columns=columns))
        assert list(refused.value.fields) == [field]
    with pytest.raises(Invalid):
        layout_of(session, batch, LayoutForm(sheet=1))
    layout = layout_of(session, batch, LayoutForm(language="en", columns=("title", "problem")))
    look = look_at_sheet(session, officer, batch, layout)
    service.read_otherwise(session, officer, batch=batch, look=look)
    row = queries.row(session, batch.id, 2)
    assert row.answers == {"title": "Lò sấy cau", "problem": "1-2023-00001"}
    assert (batch.language, left(session, batch)) == ("en", {"ready": 1, "dropped": 1})
    portfolio.bring_in(session, officer, batch)
    assert only(session).texts[0].language == "en"
    with pytest.raises(Conflict, match="stays as it was read"):
        service.read_otherwise(
            session, officer, batch=batch, look=look_at_sheet(session, officer, batch, layout)
        )


def test_cells_go_after_a_month_and_the_record_stays(session: Session, officer: Actor) -> None:
    done = brought_in(session, officer, DRYER)
    waiting = brought_in(session, officer, STOVE, BROKEN)
    later = clock.now() + KEPT + timedelta(hours=1)
    with clock.moved_to(later):
        service.forget_cells(session)
    assert (done.emptied_at is None, waiting.emptied_at is None) == (False, True)
    assert session.scalars(select(BatchRow.batch_id).distinct()).all() == [waiting.id]
    assert (done.file_name, done.counts["drafted"]) == ("", 1)
    with pytest.raises(Conflict, match="were removed"):
        service.take_back(session, officer, batch=done)
    with clock.moved_to(clock.now() + KEPT_WAITING + timedelta(hours=1)):
        service.forget_cells(session)
    assert (count(session, BatchRow), count(session, BatchSheet)) == (0, 0)


def test_an_erasure_takes_the_cells_that_name_a_person(session: Session, market: Market) -> None:
    house = market.house(HouseKind.INSTITUTE)
    hoa = market.person("Đào Thị Hoa")
    officer = market.member(Role.TRANSFER_OFFICER, house=house)
    market.member(Role.RESEARCHER, house=house, person=hoa)
    naming, other = sent(session, officer, DRYER), sent(session, officer, STOVE)
    assert (naming.named, other.named) == ((hoa.id,), ())
    service.forget_person(session, hoa.id)
    assert [one.batch_id for one in session.scalars(select(BatchSheet))] == [other.id]
    service.forget_person(session, str(officer.person_id))
    assert count(session, BatchSheet) == 0


def test_another_house_never_sees_it_and_the_list_agrees(session: Session, market: Market) -> None:
    house = market.house(HouseKind.STATE)
    officer = market.member(Role.ORDERING_OFFICER, house=house)
    batch = sent(session, officer, DRYER)
    stranger = market.member(Role.TRANSFER_OFFICER)
    overseer = market.member(Role.OVERSEER, house=house)
    for actor, sees in ((officer, True), (stranger, False), (overseer, False)):
        assert bool(policy.can_see(actor, batch)) is sees
        assert (batch in session.scalars(queries.visible_to(actor)).all()) is sees
    with pytest.raises(NotFound):
        queries.batch(session, stranger, batch.id)
    with pytest.raises(NotAllowed):
        queries.batch(session, overseer, batch.id)
    with pytest.raises(NotAllowed):
        service.take_back(session, stranger, batch=batch)
