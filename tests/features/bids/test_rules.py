from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.bids.forms import Area, BidForm, TermsForm, answers
from marketplace.bids.rules import (
    ASEAN,
    WORKFLOW,
    WORLD,
    BidState,
    Right,
    Terms,
    collide,
    ends_on,
    overlap,
)
from marketplace.bids.territories import country_codes, territory_words
from marketplace.kit.amounts import LARGEST
from marketplace.kit.errors import Conflict
from marketplace.kit.money import Money
from marketplace.locale import reading_in
from marketplace.web.forms import bind

DAY = date(2026, 5, 4)
days = st.dates(min_value=date(2020, 1, 1), max_value=date(2060, 12, 31))


@st.composite
def terms(draw: st.DrawFn, rights: tuple[Right, ...] = tuple(Right)) -> Terms:
    return Terms(
        right=draw(st.sampled_from(rights)),
        upfront=Money(draw(st.integers(0, LARGEST))),
        term_months=draw(st.integers(1, 600)),
        territory=draw(st.sampled_from([("VN",), ("LA",), ("KH", "LA"), ("JP",), ASEAN, (WORLD,)])),
        royalty_percent=draw(st.decimals(0, 100, places=2)),
        field_of_use=draw(st.sampled_from(["", "Ports", "ports", "Ships", "Thép", "The\u0301p"])),
    )


def some(right: Right = Right.EXCLUSIVE, months: int = 60, **changes: object) -> Terms:
    given_now = {"territory": ("VN",), **changes}
    return Terms(right=right, upfront=Money(1), term_months=months, **given_now)  # type: ignore[arg-type]


@given(terms(), days, terms(), days)
def test_colliding_is_mutual(one: Terms, one_from: date, other: Terms, other_from: date) -> None:
    assert collide(one, one_from, other, other_from) == collide(other, other_from, one, one_from)
    assert overlap(one, one_from, other, other_from) == overlap(other, other_from, one, one_from)


@given(terms((Right.NON_EXCLUSIVE,)), days, terms((Right.NON_EXCLUSIVE,)), days)
def test_two_non_exclusive_licences_never_collide(
    one: Terms, one_from: date, other: Terms, other_from: date
) -> None:
    assert not collide(one, one_from, other, other_from)


@given(terms((Right.EXCLUSIVE, Right.ASSIGNMENT)), days)
def test_an_exclusive_grant_collides_with_its_like_on_the_same_day(one: Terms, day: date) -> None:
    assert collide(one, day, one, day)


@given(terms(), days, terms(), days)
def test_what_collides_overlaps(one: Terms, one_from: date, other: Terms, other_from: date) -> None:
    assert overlap(one, one_from, other, other_from) or not collide(
        one, one_from, other, other_from
    )


@given(terms((Right.EXCLUSIVE, Right.NON_EXCLUSIVE)), days)
def test_a_grant_lives_until_its_end_and_no_longer(one: Terms, day: date) -> None:
    end = ends_on(one, day)
    rival = some(territory=one.territory, months=1)
    assert collide(one, day, rival, end - timedelta(days=1))
    assert not collide(one, day, rival, end)
    assert day < end


@given(terms((Right.ASSIGNMENT,)), days)
def test_a_sale_never_ends(one: Terms, day: date) -> None:
    assert ends_on(one, day) == date.max
    assert collide(one, day, some(territory=one.territory), day + timedelta(days=100_000))


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2026, 5, 4), 60, date(2031, 5, 4)),
        (date(2026, 5, 4), 30, date(2028, 11, 4)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2026, 3, 31), 1, date(2026, 4, 30)),
        (date(2026, 12, 31), 6, date(2027, 6, 30)),
        (date(2026, 1, 30), 1, date(2026, 2, 28)),
        (date(9999, 12, 1), 1, date.max),
    ],
)
def test_ends_of_months(start: date, months: int, end: date) -> None:
    assert ends_on(some(months=months), start) == end


@given(days, st.integers(1, 599))
def test_a_longer_term_ends_later(start: date, months: int) -> None:
    assert ends_on(some(months=months), start) < ends_on(some(months=months + 1), start)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Ports", " ports.", True),
        ("Sơn  cảng", "sơn cảng", True),
        ("Thép", "The\u0301p", True),
        ("Ports", "", True),
        ("Ports", "Ships", False),
    ],
)
def test_which_uses_are_taken_as_the_same(one: str, other: str, same: bool) -> None:
    first, second = some(field_of_use=one), some(field_of_use=other)
    assert collide(first, DAY, second, DAY) is same
    assert overlap(first, DAY, second, DAY)


@pytest.mark.parametrize(
    "wrong",
    [{"months": 0}, {"territory": ()}, {"royalty_percent": Decimal(101)}],
)
def test_terms_that_mean_nothing_do_not_exist(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="terms need"):
        some(**wrong)  # type: ignore[arg-type]


@given(terms())
def test_terms_survive_their_json_and_equal_ones_have_equal_json(one: Terms) -> None:
    again = Terms.from_json(one.as_json())
    assert again == Terms.from_json(again.as_json())
    assert again.as_json() == one.as_json()


def test_spelling_makes_no_other_terms() -> None:
    one = some(territory=("LA", "KH"), royalty_percent=Decimal("3.00"))
    other = some(territory=("KH", "LA"), royalty_percent=Decimal(3))
    assert one.as_json() == other.as_json()


@given(terms())
def test_the_form_asks_for_the_terms_it_is_filled_with(one: Terms) -> None:
    """Whole and half years only: a term sheet is written with the same four questions."""
    whole = some(one.right, one.term_months // 6 * 6 or 6, territory=one.territory)
    posted = {name: [str(value)] for name, value in answers(whole).items()}
    posted["upfront"] = ["1"]
    bound = bind(TermsForm, posted)
    assert bound.value is not None, bound.form.errors
    assert bound.value.terms.as_json() == whole.as_json()


@pytest.mark.parametrize("state", BidState)
@pytest.mark.parametrize("action", ["accept", "refuse", "withdraw", "expire"])
def test_only_an_open_bid_moves(state: BidState, action: str) -> None:
    targets = {
        "accept": BidState.ACCEPTED,
        "refuse": BidState.REFUSED,
        "withdraw": BidState.WITHDRAWN,
        "expire": BidState.EXPIRED,
    }
    if state == BidState.OPEN:
        assert WORKFLOW.step(state, action).target == targets[action]
        return
    with pytest.raises(Conflict):
        WORKFLOW.step(state, action)


# the form

FOUR = {
    "right": ["exclusive-licence"],
    "upfront": ["1,2 tỷ"],
    "term_years": ["2,5"],
    "territory": ["VN"],
}


def test_four_answers_are_enough_and_each_of_them_is_needed() -> None:
    bound = bind(BidForm, FOUR)
    assert bound.value is not None
    assert bound.value.terms.as_json() == {
        "right": "exclusive-licence",
        "upfront": {"amount": 1_200_000_000, "currency": "VND"},
        "term_months": 30,
        "territory": ["VN"],
        "royalty_percent": "0",
        "field_of_use": "",
    }
    required = {name for name, info in BidForm.model_fields.items() if info.is_required()}
    assert required == set(FOUR) == set(bind(BidForm, {}).form.errors)


@pytest.mark.parametrize(
    ("territory", "countries", "codes"),
    [
        ("VN", "", ("VN",)),
        ("VN", "la; kh", ("KH", "LA", "VN")),
        ("ASEAN", "", ASEAN),
        ("ASEAN", "JP", tuple(sorted((*ASEAN, "JP")))),
        ("WORLD", "JP", (WORLD,)),
        ("named", "JP, LA, jp", ("JP", "LA")),
    ],
)
def test_territories(territory: str, countries: str, codes: tuple[str, ...]) -> None:
    bound = bind(BidForm, {**FOUR, "territory": [territory], "countries": [countries]})
    assert bound.value is not None
    assert bound.value.terms.territory == codes


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("territory", "named", ("countries", "Name at least one country.")),
        ("countries", "Lào", ("countries", "is no country code")),
        ("countries", "EU", ("countries", "is no country code")),
        ("term_years", "0,7", ("term_years", "Give whole or half years")),
        ("term_years", "0", ("term_years", "At least 0.5.")),
        ("term_years", "51", ("term_years", "At most 50.")),
        ("royalty_percent", "3.125", ("royalty_percent", "at most two digits")),
        ("royalty_percent", "101", ("royalty_percent", "At most 100.")),
        ("upfront", "-1", ("upfront", "cannot be negative")),
    ],
)
def test_what_is_wrong_is_told_beside_the_field(
    name: str, typed: str, said: tuple[str, str]
) -> None:
    form = bind(BidForm, {**FOUR, name: [typed]}).form
    assert list(form.errors) == [said[0]]
    assert said[1] in str(form.errors[said[0]])
    assert form[name].value == typed


def test_the_lists_of_codes() -> None:
    assert len(country_codes()) == 249
    assert set(ASEAN) < country_codes()
    assert {area.value for area in Area} == {"VN", "ASEAN", "WORLD", "named"}


@pytest.mark.parametrize(
    ("codes", "english", "vietnamese"),
    [
        (("VN",), "Viet Nam", "Việt Nam"),
        (("KH", "VN"), "Viet Nam, Cambodia", "Việt Nam, Campuchia"),
        ((*ASEAN, "JP"), "ASEAN (11 countries), Japan", None),
        ((WORLD,), "The whole world", None),
    ],
)
def test_a_territory_in_words(codes: tuple[str, ...], english: str, vietnamese: str | None) -> None:
    assert territory_words(codes) == english
    if vietnamese is not None:
        with reading_in("vi"):
            assert territory_words(codes) == vietnamese
