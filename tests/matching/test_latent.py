"""The part that knows which words keep the same company."""

from pathlib import Path
from random import Random

import pytest

from matching import BlendedMatcher, Document, latent
from tests.matching.samples import query
from tests.matching.test_explanations import adds_up

THEMES = {
    "water": "membrane brackish salt filter pond desalination pump reservoir river pressure",
    "power": "battery lithium cathode charge cell electrode voltage recycling anode grid",
    "rice": "paddy straw seed harvest yield variety field drought husk farmer",
}
LATENT = {"text": 0.5, "latent": 0.5}


def market(size: int, seed: int = 7) -> list[Document]:
    draw = Random(seed)  # noqa: S311
    found = []
    for number in range(size):
        theme = sorted(THEMES)[number % len(THEMES)]
        words = draw.choices(THEMES[theme].split(), k=6) + draw.choices(["new", "method"], k=2)
        found.append(Document(f"{theme}-{number}", {"text": " ".join(words)}))
    return found


@pytest.fixture(autouse=True)
def small_market(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(latent, "LEAST_DOCUMENTS", 30)
    monkeypatch.setattr(latent, "DIRECTIONS", 4)


def value(matcher: BlendedMatcher, asked: Document, key: str) -> float:
    parts = {part.name: part.value for part in matcher.explain(asked, key).parts}
    return parts["latent"]


def test_a_text_of_the_same_subject_is_near_without_a_word_in_common() -> None:
    apart = Document("apart", {"text": "reservoir river pressure"})
    other = Document("other", {"text": "electrode voltage anode"})
    matcher = BlendedMatcher(shares=LATENT).fit([*market(90), apart, other])
    asked = query("brackish membrane desalination")
    assert value(matcher, asked, "apart") > 0.5
    assert value(matcher, asked, "other") < 0.1


def test_of_few_documents_nothing_is_learnt() -> None:
    matcher = BlendedMatcher(shares=LATENT).fit(market(29))
    (part,) = matcher.explain(query("brackish membrane"), "water-2").parts
    assert (part.name, part.weight) == ("text", 1.0)


def test_the_value_is_the_sum_of_words_of_the_document() -> None:
    documents = market(60)
    matcher = BlendedMatcher(shares=LATENT).fit(documents)
    for asked in documents[:6]:
        for other in documents[6:12]:
            explained = matcher.explain(asked, other.key)
            adds_up(explained)
            words = other.fields["text"].split()
            spelt = [term.text for part in explained.parts for term in part.terms]
            assert all(set(text.split()) <= set(words) for text in spelt)


def test_what_is_learnt_does_not_depend_on_the_order_of_documents() -> None:
    documents = market(90)
    shuffled = documents[::2] + documents[-1::-2]
    one = BlendedMatcher(shares=LATENT).fit(documents)
    other = BlendedMatcher(shares=LATENT).fit(shuffled)
    for asked in documents[:10]:
        assert one.rank(asked, 30) == other.rank(asked, 30)


def test_an_added_document_has_the_place_that_a_fit_gives_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    documents = market(60)
    added = [Document("again", documents[0].fields), Document("later", documents[1].fields)]
    matcher = BlendedMatcher(shares=LATENT).fit(documents)
    matcher.partial_fit(added[:1])
    monkeypatch.setattr(latent, "SMALL", 1)
    matcher.partial_fit(added[1:])
    for asked in documents[2:6]:
        for new, old in zip(added, documents, strict=False):
            assert value(matcher, asked, new.key) == value(matcher, asked, old.key)


def test_removing_saving_and_loading_keep_the_places(tmp_path: Path) -> None:
    documents = market(60)
    matcher = BlendedMatcher(shares=LATENT).fit(documents[:50]).partial_fit(documents[50:])
    before = matcher.rank(documents[0], 60)
    gone = {one.key for one in documents[1:41]}
    matcher.remove(gone).save(tmp_path)
    after = [one for one in before if one.key not in gone]
    assert matcher.rank(documents[0], 60) == after
    assert BlendedMatcher.load(tmp_path).rank(documents[0], 60) == after


def test_learning_again_is_as_a_fit_of_what_is_held() -> None:
    documents = market(90)
    matcher = BlendedMatcher(shares=LATENT).fit(documents[:45]).partial_fit(documents[45:])
    anew = BlendedMatcher(shares=LATENT).fit(documents)
    matcher.refit()
    for asked in documents[:5]:
        assert matcher.rank(asked, 20) == anew.rank(asked, 20)
