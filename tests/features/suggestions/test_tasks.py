"""The worker keeps the suggestions of every open need as if they were computed anew."""

import json
from datetime import timedelta
from errno import ENOSPC

import pytest
from sqlalchemy import select

from marketplace.db.journal import EventRow, ParkedRow
from marketplace.houses.rules import Role
from marketplace.inventions import queries as inventions
from marketplace.inventions.service import withdraw_invention
from marketplace.kit import clock
from marketplace.kit.actor import Actor
from marketplace.needs import queries as needs
from marketplace.needs.forms import MeetForm
from marketplace.needs.service import meet_need
from marketplace.suggestions import listings, queries
from marketplace.suggestions.forms import JudgementForm
from marketplace.suggestions.models import Suggestion
from marketplace.suggestions.reasons import read
from marketplace.suggestions.service import judge, rematch
from matching import BlendedMatcher
from tests.features.suggestions.fair import COATING, PUMP, RUST, listed, posted
from tests.tools.site import Site

Table = list[tuple[str, str, int | None, float]]


def actors(site: Site) -> tuple[Actor, Actor]:
    with site.market() as market:
        return market.member(Role.ENTERPRISE_STAFF), market.member(Role.TRANSFER_OFFICER)


def table(site: Site) -> Table:
    with site.database.reading() as session:
        rows = session.scalars(select(Suggestion).where(Suggestion.rank.is_not(None)))
        return sorted(
            (row.need_id, row.invention_id, row.rank, round(row.score, 6)) for row in rows
        )


def computed_anew(site: Site) -> Table:
    rematch(site.database, site.tools.listings, lambda *_: None)
    return table(site)


def best(site: Site, need_id: str) -> list[str]:
    with site.database.reading() as session:
        return [one.invention_id for one in queries.of_need(session, need_id)]


def told(site: Site, need_id: str) -> list[str]:
    with site.database.reading() as session:
        rows = session.scalars(select(EventRow).where(EventRow.kind == "suggestion.made"))
        return [
            json.loads(row.payload)["invention_id"] for row in rows if row.subject_id == need_id
        ]


def test_suggestions_follow_the_market(site: Site) -> None:
    buyer, officer = actors(site)
    with site.database.writing() as session:
        listed(session, officer, PUMP)
        need = posted(session, buyer, RUST)
    site.drain(post=False)
    with site.database.writing() as session:
        coating = listed(session, officer, COATING)
    site.drain(post=False)
    assert best(site, need.id)[0] == coating.id
    assert coating.id in told(site, need.id)
    assert table(site) == computed_anew(site)

    with site.database.writing() as session:
        withdraw_invention(session, officer, invention=inventions.locked(session, coating.id))
    site.drain(post=False)
    assert coating.id not in best(site, need.id)
    assert table(site) == computed_anew(site)


def test_where_nothing_comes_near_enough_the_nearest_is_suggested(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listings, "LEAST_SCORE", 0.99)
    buyer, officer = actors(site)
    with site.database.writing() as session:
        need = posted(session, buyer, RUST)
        listed(session, officer, PUMP)
    site.drain(post=False)
    assert table(site) == []
    with site.database.writing() as session:
        sign = listed(session, officer, "Cảm biến đo sóng ở biển")
        listed(session, officer, "Bờ biển nhân tạo cho khu nghỉ dưỡng")
    site.drain(post=False)
    assert best(site, need.id) == [sign.id]
    with site.database.writing() as session:
        coating = listed(session, officer, COATING)
    site.drain(post=False)
    assert best(site, need.id) == [coating.id]
    assert table(site) == computed_anew(site)


def test_nothing_is_suggested_for_what_has_ended(site: Site) -> None:
    buyer, officer = actors(site)
    with site.database.writing() as session:
        coating = listed(session, officer, COATING)
        need = posted(session, buyer, RUST)
    site.drain(post=False)
    assert best(site, need.id) == [coating.id]
    with site.database.writing() as session:
        met = needs.need(session, need.id)
        meet_need(session, buyer, need=met, form=MeetForm(done_when="Không gỉ."))
    site.drain(post=False)
    assert table(site) == []
    assert told(site, need.id) == [coating.id]


def test_many_small_changes_one_after_another(site: Site) -> None:
    buyer, officer = actors(site)
    with site.database.writing() as session:
        need = posted(session, buyer, RUST)
        for number in range(20):
            listed(session, officer, f"{PUMP} {number}")
    site.drain(post=False)
    for number in range(6):
        with site.database.writing() as session:
            coating = listed(session, officer, f"{COATING} {number}")
        site.drain(post=False)
        assert coating.id in best(site, need.id)
    with site.database.reading() as session:
        assert session.scalars(select(ParkedRow)).all() == []


def test_what_could_not_be_saved_is_taken_in_again(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    buyer, officer = actors(site)
    with site.database.writing() as session:
        need = posted(session, buyer, RUST)
        listed(session, officer, PUMP)
    site.drain(post=False)
    with monkeypatch.context() as patch:
        patch.setattr(BlendedMatcher, "save", full_disk)
        with site.database.writing() as session:
            coating = listed(session, officer, COATING)
        site.drain(post=False)
        assert coating.id not in best(site, need.id)
    with clock.moved_to(clock.now() + timedelta(minutes=1)):
        site.drain(post=False)
    assert best(site, need.id)[0] == coating.id
    assert table(site) == computed_anew(site)


def full_disk(*_: object) -> None:
    raise OSError(ENOSPC, "no space left")


def test_a_new_process_wakes_with_nothing_listed_and_with_something(site: Site) -> None:
    site.tools.listings.wake()
    _, officer = actors(site)
    with site.database.writing() as session:
        listed(session, officer, PUMP)
    site.drain(post=False)
    fresh = listings.Listings(site.tools.listings.folder)
    fresh.wake()
    assert len(fresh.saved() or ()) == 1


def test_another_worker_goes_on_where_the_first_one_stopped(site: Site) -> None:
    buyer, officer = actors(site)
    with site.database.writing() as session:
        need = posted(session, buyer, RUST)
        listed(session, officer, PUMP)
    site.drain(post=False)
    other = Site(site.tools.settings.database_url, site.folder)
    try:
        with other.database.writing() as session:
            coating = listed(session, officer, COATING)
        other.drain()
        with site.database.writing() as session:
            posted(session, buyer, "Sơn bong ở mép hàn cầu thép ven biển")
        site.drain(post=False)
        with site.database.reading() as session:
            assert queries.of_need(session, need.id)[0].invention_id == coating.id
        assert table(site) == computed_anew(site)
    finally:
        other.close()


def said(site: Site, actor: Actor, need_id: str, invention_id: str, **answers: object) -> None:
    with site.database.writing() as session:
        found = queries.suggestion(session, need_id, invention_id)
        judge(session, actor, suggestion=found, form=JudgementForm.model_validate(answers))
    site.drain(post=False)


def test_a_word_of_the_needs_house_changes_the_next_ranking(site: Site) -> None:
    buyer, officer = actors(site)
    with site.database.writing() as session:
        coating = listed(session, officer, COATING)
        other = listed(session, officer, "Sơn lót chống ăn mòn chân cẩu")
        need = posted(session, buyer, RUST)
        untouched = posted(session, buyer, f"{RUST} và cầu")
    site.drain(post=False)
    first, second = best(site, need.id)
    assert {first, second} == {coating.id, other.id}
    elsewhere = [row for row in table(site) if row[0] == untouched.id]
    said(site, buyer, need.id, first, useful=False, reason="known")
    said(site, buyer, need.id, second, useful=True)
    with site.database.reading() as session:
        rows = {one.invention_id: one for one in queries.of_need(session, need.id)}
        why = {key: read(key, row.score, row.why) for key, row in rows.items()}
    answers = {key: one.parts[-1] for key, one in why.items()}
    assert {part.name for part in answers.values()} == {"reactions"}
    assert answers[first].value < 0.5 < answers[second].value
    assert {key: one.before for key, one in why.items()} == {first: 1, second: 2}
    assert table(site) == computed_anew(site)
    assert [row for row in table(site) if row[0] == untouched.id] == elsewhere


def test_no_owner_moves_their_own_listing(site: Site) -> None:
    buyer, officer = actors(site)
    with site.database.writing() as session:
        coating = listed(session, officer, COATING)
        need = posted(session, buyer, RUST)
        own = posted(session, officer, f"{RUST} ở bến")
    site.drain(post=False)
    before = table(site)
    said(site, officer, need.id, coating.id, useful=True)
    said(site, officer, own.id, coating.id, useful=True)
    assert table(site) == before
    with site.database.reading() as session:
        assert queries.answers(session, {need.id, own.id}) == {need.id: {}, own.id: {}}
