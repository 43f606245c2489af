"""A few documents in both languages, and short ways to ask for them."""

from datetime import UTC, datetime, timedelta
from typing import Any

from search.base import PUBLIC, Passage, Query, SearchDocument, SearchEngine
from search.text import LANGUAGES

START = datetime(2026, 3, 1, tzinfo=UTC)
EVERYBODY = frozenset({PUBLIC})
MEMBER = frozenset({PUBLIC, "members"})


def made(key: str, **more: Any) -> SearchDocument:
    """`vi` and `en` are the titles, `text_vi` and `text_en` the texts."""
    titles = {code: more.pop(code) for code in LANGUAGES if code in more}
    texts = {code: more.pop(f"text_{code}") for code in LANGUAGES if f"text_{code}" in more}
    plain = {"kind": "invention", "tier": 1, "readers": EVERYBODY, "at": START}
    return SearchDocument(key=key, titles=titles, texts=texts, **{**plain, **more})


PIPE = made(
    "pipe",
    vi="Đường ống dẫn khí bằng vật liệu nano",
    text_vi="Lớp phủ trong ống chịu được nước biển. Thử nghiệm ở Vũng Tàu trong ba năm.",
    names=("Viện Vật liệu Sông Hồng", "chống gỉ", "F16L 58/10", "Trần Thị Hà"),
    codes=("number VN1-2024-01234", "class F16L"),
    facets={"field": ("materials",), "readiness": ("1", "2", "3"), "house": ("h1",)},
    shown={"house": "Viện Vật liệu Sông Hồng"},
)
FERN = made(
    "fern",
    vi="Nuôi dưỡng dương xỉ lấy thuốc",
    en="Growing ferns for medicine",
    text_vi="Nhà kính và đèn.",
    text_en="A greenhouse and its lamps. The pipes have a new coating.",
    facets={"field": ("agriculture",), "readiness": ("1",), "house": ("h2",)},
    at=START + timedelta(days=1),
)
BATTERY = made(
    "battery",
    en="Batteries from rice husks",
    text_en="Silicon anodes for LiFePO₄ cells, at TRL 6. Nanomaterials coat the anode.",
    names=("lithium battery",),
    facets={"field": ("materials",), "readiness": ("1", "2"), "house": ("h1",)},
    at=START + timedelta(days=2),
)
NEED = made(
    "need",
    kind="need",
    vi="Cần màng lọc nước lợ",
    text_vi="Nước giếng mặn dần, bơm hỏng sau mỗi mùa khô.",
    en="A membrane for brackish water",
    text_en="The well turns salty; pumps break after each dry season.",
    facets={"field": ("environment",)},
    at=START + timedelta(days=3),
)
ALL = (PIPE, FERN, BATTERY, NEED)


def keys(engine: SearchEngine, text: str, **more: Any) -> list[str]:
    return [hit.key for hit in engine.find(Query(text, **more)).hits]


def words_hit(passage: Passage | None) -> list[str]:
    return [part.text for part in passage.parts if part.hit] if passage else []
