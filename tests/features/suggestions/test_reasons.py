"""Stored beside the suggestion, read back whole, and shown in the reader's language."""

import json

import pytest

from marketplace.locale import reading_in
from marketplace.suggestions.reasons import BEYOND, Suggested, place, read, stored
from marketplace.suggestions.why import PARTS, why
from matching import BlendedMatcher, Document, Ranked, Term
from matching.explaining import LEAST, reasons
from matching.reactions import NAME, Judged, Reacting
from tests.matching.samples import INVENTIONS

NEED = Document(
    "need",
    {
        "title": "Lọc nước lợ cho ao tôm\nBrackish water for shrimp ponds",
        "text": "Màng lọc khử mặn 250 l mỗi giờ bằng năng lượng mặt trời.\n"
        "A solar membrane that removes salt and recovers lithium.",
    },
    ("C02F 1/28",),
    8,
    (None, 500_000_000),
    "VND",
)


def test_every_part_of_a_score_has_words() -> None:
    with_meaning = BlendedMatcher(encoder="e5", vectors="nowhere")
    assert {part.name for _, part in with_meaning.measures()} | {NAME} == PARTS.keys()


def suggested(*, answers: bool = False) -> Suggested:
    matcher = BlendedMatcher().fit(INVENTIONS)
    judged = [Judged(matcher.document("brackish-filter"), useful=False)] if answers else []
    (found,) = reasons(Reacting(matcher, judged), NEED, ["brackish-filter"])
    return Suggested(found, 1 if answers else None)


@pytest.mark.parametrize("answers", [False, True])
def test_what_is_stored_is_read_back_and_adds_up(answers: bool) -> None:
    one = suggested(answers=answers)
    back = read(one.key, one.score, json.loads(json.dumps(stored(one))))
    assert back.before == one.before
    for name in ("passages", "gap", "classes", "not_stated", "changes"):
        assert getattr(back.reasons, name) == getattr(one.reasons, name), name
    assert [term.text for term in back.reasons.missing] == [
        term.text for term in one.reasons.missing
    ]
    for part, before in zip(back.parts, one.parts, strict=True):
        assert (part.name, part.weight, part.value) == (before.name, before.weight, before.value)
        assert sum(term.value for term in part.terms) == pytest.approx(part.value, abs=1e-9)


def test_an_older_row_still_shows() -> None:
    older = [
        {
            "name": "text",
            "weight": 1.0,
            "value": 0.5,
            "state": "stated",
            "terms": [["màng", "title", 0.4], ["", "", 0.1]],
        }
    ]
    with reading_in("vi"):
        shown = why(read("x", 0.5, older), rank=1)
    assert (shown.points, shown.glance, shown.passage, shown.gap) == (50.0, ["màng"], None, None)
    assert [round(term.points) for term in shown.parts[0].terms] == [40, 10]


@pytest.mark.parametrize(
    ("language", "word", "sentence"),
    [("vi", "màng", "Màng nano"), ("en", "membrane", "A nanofiltration membrane removes salt")],
)
def test_reasons_are_in_the_readers_language(language: str, word: str, sentence: str) -> None:
    with reading_in(language):
        shown = why(suggested())
    assert any(word in one.casefold() for one in shown.glance)
    assert len(shown.glance) >= LEAST
    assert shown.passage is not None
    assert "".join(text for text, _ in shown.passage.pieces).startswith(sentence)
    assert any(marked for _, marked in shown.passage.pieces)
    assert shown.passage.spoken == ""
    text = shown.parts[0].terms
    assert sum(term.points for term in text) == pytest.approx(shown.parts[0].points, abs=1e-6)
    assert not {"250", "l", "mỗi"} & {str(term.text) for term in text}


def test_the_gap_the_classes_and_what_is_missing_are_told() -> None:
    with reading_in("en"):
        shown = why(suggested())
    assert shown.gap is not None
    assert shown.gap.levels == 2
    assert [str(one) for one in shown.classes] == ["C02F 1/44: shared down to C02F 1"]
    assert shown.missing == ["recovers lithium"]
    assert shown.not_stated == []


def test_only_the_house_itself_reads_what_its_answers_were_given_to() -> None:
    one = suggested(answers=True)
    titles = {"brackish-filter": "Solar membrane"}
    with reading_in("en"):
        ours, others = why(one, rank=3, judged=titles), why(one, rank=3)
    assert [str(term.text) for term in ours.parts[-1].terms] == [
        "Solar membrane",
        "half for a listing like none of them",
    ]
    assert others.parts[-1].terms == []
    for shown in (ours, others):
        assert shown.answers == pytest.approx(-5)
        assert str(shown.moved) == ("It is number 3; without these answers it would be number 1.")
        assert sum(part.points for part in shown.parts) == pytest.approx(100 * one.score)
    assert ours.parts[-1].label != NAME


def test_places_count_from_one() -> None:
    ranked = [Ranked("a", 0.9), Ranked("b", 0.1)]
    assert [place(ranked, key) for key in "abc"] == [1, 2, BEYOND]


def test_a_part_that_has_no_name_yet_is_shown_by_its_own() -> None:
    raw = {"name": "new", "weight": 1.0, "value": 0.0, "state": "stated", "terms": []}
    assert why(read("x", 0.0, [raw])).parts[0].label == "new"
    assert Term("a", "text", 1.0).languages == ()
