import pytest

from matching import BlendedMatcher, Bm25Matcher, Document, TfidfMatcher
from matching.base import Matcher

FILTER = Document(
    "filter",
    {"title": "Màng lọc nước lợ", "text": "Membrane for brackish water\nMàng lọc cho nước lợ"},
    classes=("C02F 1/44",),
    readiness=6,
    money=(10, 20),
    currency="VND",
)
BATTERY = Document("battery", {"title": "Battery recycling", "text": "Lithium from old batteries"})
WASTE = Document("waste", {"title": "Lọc nước thải", "text": "Xử lý nước thải dệt nhuộm"})
DOCUMENTS = [FILTER, BATTERY, WASTE]


@pytest.mark.parametrize("matcher", [TfidfMatcher(), Bm25Matcher(), BlendedMatcher()], ids=repr)
def test_a_text_typed_without_tone_marks_finds_the_same(matcher: Matcher) -> None:
    matcher.fit(DOCUMENTS)
    typed = matcher.rank(Document("", {"text": "loc nuoc lo"}))
    assert [found.key for found in typed] == ["filter", "waste"]
