"""Many inventions at once: drafted, listed, changed in part, and deleted while only drafts."""

import json

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.db.journal import EventRow, UnsealedRow
from marketplace.houses.rules import Role
from marketplace.inventions import queries, service
from marketplace.inventions.models import Invention, InventionText, Inventor
from marketplace.kit.errors import Invalid, NotAllowed
from tests.features.inventions.cards import drafted, form, listed
from tests.tools.market import Market


def events(session: Session) -> list[tuple[str, str]]:
    rows = session.scalars(
        select(EventRow).where(EventRow.subject_kind == "invention").order_by(EventRow.id)
    )
    return [(row.kind, row.subject_id) for row in rows]


def test_many_are_drafted_and_listed_in_the_order_given(session: Session, market: Market) -> None:
    actor = market.member(Role.TRANSFER_OFFICER)
    titles = [f"Coating {number}" for number in range(30)]
    forms = [form(title=title, inventors="An\nBình") for title in titles]
    made = service.draft_inventions(session, actor, forms=forms)
    service.list_inventions(session, actor, inventions=made)
    ids = [one.id for one in made]
    assert [queries.title_in(one, "en") for one in made] == titles
    assert events(session) == [
        *(("invention.drafted", one) for one in ids),
        *(("invention.listed", one) for one in ids),
    ]
    recorded = select(EventRow.id).where(EventRow.subject_id.in_(ids))
    unsealed = select(func.count()).where(UnsealedRow.event_id.in_(recorded))
    assert session.scalar(unsealed) == 60


def test_who_may_not_list_lists_none_of_many(session: Session, market: Market) -> None:
    actor = market.member(Role.RESEARCHER)
    made = service.draft_inventions(session, actor, forms=[form(), form()])
    with pytest.raises(NotAllowed):
        service.list_inventions(session, actor, inventions=made)
    assert [one.state for one in made] == ["draft", "draft"]


def test_only_what_is_named_is_replaced(session: Session, market: Market) -> None:
    actor = market.member(Role.TRANSFER_OFFICER)
    invention = drafted(
        session, actor, holder="Sông Mã JSC", inventors="An", members_text="For members"
    )
    service.save_invention(
        session,
        actor,
        invention=invention,
        form=form(title="Zinc paint", keywords="zinc", problem="", holder=""),
        only=frozenset({"title", "keywords"}),
    )
    session.expire_all()
    kept = queries.invention(session, invention.id)
    assert (kept.texts[0].title, kept.texts[0].problem) == ("Zinc paint", "Steel rusts.")
    assert (kept.keywords, kept.holder) == (("zinc",), "Sông Mã JSC")
    assert [person.name for person in kept.inventors] == ["An"]
    assert [section.body for section in kept.sections] == ["For members"]
    assert events(session)[-1] == ("invention.changed", invention.id)


def test_a_listed_one_is_not_emptied_in_part(session: Session, market: Market) -> None:
    actor = market.member(Role.TRANSFER_OFFICER)
    invention = listed(session, actor)
    with pytest.raises(Invalid) as refused:
        service.save_invention(
            session, actor, invention=invention, form=form(novelty=""), only=frozenset({"novelty"})
        )
    assert list(refused.value.fields) == ["novelty"]
    assert invention.texts[0].novelty == "Less zinc."
    service.save_invention(
        session, actor, invention=invention, form=form(novelty=""), only=frozenset({"keywords"})
    )
    assert invention.texts[0].novelty == "Less zinc."


def test_drafts_are_deleted_with_everything_in_them(session: Session, market: Market) -> None:
    actor = market.member(Role.TRANSFER_OFFICER)
    made = [drafted(session, actor, inventors="An", members_text="For us") for _ in range(2)]
    service.delete_drafts(session, actor, inventions=made)
    session.flush()
    ids = [one.id for one in made]
    for column in (Invention.id, InventionText.invention_id, Inventor.invention_id):
        assert session.scalars(select(column).where(column.in_(ids))).all() == []
    assert events(session)[-2:] == [("invention.deleted", one) for one in ids]
    payload = session.scalars(select(EventRow.payload).where(EventRow.kind == "invention.deleted"))
    assert [json.loads(one) for one in payload] == [{}, {}]


def test_what_was_listed_is_never_deleted(session: Session, market: Market) -> None:
    actor = market.member(Role.TRANSFER_OFFICER)
    invention = listed(session, actor)
    with pytest.raises(NotAllowed, match="never listed"):
        service.delete_drafts(session, actor, inventions=[invention])
    stranger = market.member(Role.TRANSFER_OFFICER)
    with pytest.raises(NotAllowed, match="another house"):
        service.delete_drafts(session, stranger, inventions=[drafted(session, actor)])
    assert session.scalar(select(func.count()).where(Invention.id == invention.id)) == 1
