"""Which row holds the headings, and which field each column means, in Vietnamese or English."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from marketplace.interop.imports.charsets import most_likely, to_unicode
from marketplace.interop.imports.sheets import Row
from marketplace.inventions.rules import folded

MEANT: Mapping[str, tuple[str, ...]] = {
    "title": (
        "tên sáng chế", "tên giải pháp", "tên giải pháp hữu ích", "tên đối tượng", "tên kết quả",
        "tên công nghệ", "tên tài sản trí tuệ", "tên tài sản", "tên sản phẩm", "tên đơn", "tên",
        "tiêu đề",
        "title of the invention", "title of invention", "invention title", "title", "name",
    ),
    "application_number": (
        "số đơn", "sđ", "số đơn đăng ký", "số đơn nộp", "đơn số", "đơn đăng ký số", "mã đơn",
        "application number", "application no", "appl no", "app no", "filing number",
    ),
    "title_number": (
        "số bằng", "sb", "số bằng độc quyền", "số văn bằng", "số văn bằng bảo hộ", "bằng số",
        "số giấy chứng nhận", "số gcn", "number of the title of protection", "title number",
        "patent number", "patent no", "grant number", "registration number",
    ),
    "inventors": (
        "tác giả", "nhóm tác giả", "đồng tác giả", "tác giả sáng chế", "họ tên tác giả",
        "họ và tên tác giả", "nhà sáng chế", "inventors", "inventor", "authors", "author",
    ),
    "filed_on": (
        "ngày nộp", "ngày nộp đơn", "ngày đơn", "ngày đăng ký", "filing date", "date of filing",
        "filed on", "filed",
    ),
    "kind": (
        "loại", "loại hình", "loại hình bảo hộ", "loại đối tượng", "loại văn bằng", "đối tượng",
        "đối tượng bảo hộ", "hình thức bảo hộ", "kind", "type", "ip type", "kind of right",
    ),
    "right_status": (
        "tình trạng pháp lý", "tình trạng", "tình trạng đơn", "tình trạng văn bằng", "trạng thái",
        "hiện trạng", "đăng ký bảo hộ", "registered right", "legal status", "status",
    ),
    "field": (
        "lĩnh vực", "lĩnh vực kỹ thuật", "lĩnh vực công nghệ", "ngành", "field", "sector",
        "technology area", "technology areas",
    ),
    "classes": (
        "ipc", "cpc", "phân loại", "phân loại ipc", "phân loại sáng chế", "chỉ số phân loại",
        "ipc or cpc symbols", "classification", "classes",
    ),
    "readiness": (
        "mức độ sẵn sàng", "mức độ sẵn sàng công nghệ", "mức sẵn sàng", "trl", "readiness",
        "readiness level", "technology readiness level",
    ),
    "keywords": ("từ khóa", "từ khoá", "keywords", "keyword", "tags"),
    "problem": (
        "giải quyết vấn đề gì", "vấn đề", "vấn đề giải quyết", "vấn đề cần giải quyết", "tóm tắt",
        "bản tóm tắt", "tóm tắt nội dung", "mô tả", "mô tả tóm tắt", "problem", "problem solved",
        "which problem does it solve", "abstract", "summary", "description", "text",
    ),
    "novelty": ("điểm mới", "tính mới", "novelty", "what is new"),
    "advantages": ("ưu điểm", "tính ưu việt", "lợi thế", "hiệu quả", "advantages", "benefits"),
    "applications": (
        "phạm vi ứng dụng", "khả năng ứng dụng", "khả năng áp dụng", "lĩnh vực ứng dụng",
        "lĩnh vực áp dụng", "địa chỉ ứng dụng", "ứng dụng", "where it can be used", "applications",
        "uses",
    ),
    "readiness_evidence": ("minh chứng", "bằng chứng", "kết quả thử nghiệm", "evidence"),
    "offers": (
        "hình thức chuyển giao", "phương thức chuyển giao", "hình thức hợp tác", "hình thức",
        "what do you offer", "offers", "offer",
    ),
    "asking": (
        "giá chào", "giá đề xuất", "giá chuyển giao", "giá trị chào", "giá", "asking price",
        "asking", "price",
    ),
    "asking_terms": ("điều kiện chuyển giao", "điều khoản", "điều kiện", "asking terms", "terms"),
    "holder": (
        "chủ sở hữu", "chủ đơn", "chủ văn bằng", "chủ bằng", "người nộp đơn", "owner", "holder",
        "applicant", "assignee", "firm", "company",
    ),
    "funding_source": (
        "nguồn kinh phí", "nguồn vốn", "đề tài", "tên đề tài", "mã số đề tài", "nhiệm vụ",
        "who paid for the research", "funding source", "funding",
    ),
    "state_percent": (
        "tỷ lệ vốn nhà nước", "vốn nhà nước", "tỷ lệ ngân sách", "state percent", "state share",
        "share of state money",
    ),
    "members_text": ("thông tin cho thành viên", "for members of verified houses", "members text"),
    "confidential_text": ("thông tin mật", "nội dung mật", "confidential text", "confidential"),
}  # fmt: skip
"""The headings of each field, the usual one first."""

NOT_MEANT = (
    "stt", "tt", "số thứ tự", "no", "ghi chú", "notes", "remarks", "ngày cấp", "ngày cấp bằng",
    "ngày công bố", "ngày hết hạn", "grant date", "publication date", "đơn vị", "khoa", "email",
    "điện thoại", "số điện thoại",
)  # fmt: skip

JOINED = ("problem", "novelty", "advantages", "applications", "readiness_evidence", "asking_terms",
          "members_text", "confidential_text")  # fmt: skip
"""Fields that may be written in several columns; their texts are joined."""

LOOKED_AT = 30
"""Rows among which the headings are looked for."""
LONGEST = 120
"""Characters; nothing longer is a heading."""
_EXACT, _BEGINS, _WITHIN = 100, 60, 40
_TELLING_WORDS = ("ipc", "cpc", "trl")
"""Single words that tell the field wherever they stand in a heading."""


@dataclass(frozen=True, slots=True)
class Headings:
    """`first` is the place among the rows where they begin, `depth` how many rows they take."""

    first: int
    depth: int
    texts: Sequence[str]
    columns: Sequence[str]

    @property
    def recognised(self) -> int:
        return sum(1 for field in self.columns if field)


class Vocabulary:
    """The headings of one kind of record: `meant` gives those of each field, `joined` names the
    fields whose text may stand in several columns, `telling` the fields of which one is enough.
    """

    def __init__(
        self, meant: Mapping[str, Sequence[str]], joined: Sequence[str], telling: Sequence[str]
    ) -> None:
        self.joined = joined
        self.telling = telling
        self._not_meant = frozenset(map(_plain, NOT_MEANT))
        self._names = {
            _plain(name): field
            for field, names in meant.items()
            for name in (*names, field.replace("_", " "))
        }

    def find(self, rows: Sequence[Row]) -> Headings:
        """The one or two rows that name most fields; else the first that has several cells."""
        best = max(self._candidates(rows), key=lambda one: (one.recognised, -one.depth, -one.first))
        if best.recognised > 1 or any(field in best.columns for field in self.telling):
            return best
        several = (at for at, row in enumerate(rows[:LOOKED_AT]) if sum(map(bool, _texts(row))) > 1)
        first = next(several, 0)
        return self._headings(first, 1, [(text,) for text in _texts(rows[first])])

    def meaning(self, heading: str) -> tuple[int, str]:
        """How surely `heading` means which field; (0, "") if none."""
        parts = [heading, *re.split(r"[/\n]", heading)] if len(heading) <= LONGEST else []
        return max((self._meaning(_plain(part)) for part in parts), default=(0, ""))

    def columns_of(self, readings: Sequence[Sequence[str]]) -> Sequence[str]:
        """The field of each column, given the ways to read its heading; most fields only once."""
        ranked = sorted(
            (
                (score, -at, field)
                for at, headings in enumerate(readings)
                for score, field in [max(map(self.meaning, headings))]
                if field
            ),
            reverse=True,
        )
        found = [""] * len(readings)
        for _score, at, field in ranked:
            if field in self.joined or field not in found:
                found[-at] = field
        return found

    def _candidates(self, rows: Sequence[Row]) -> Iterator[Headings]:
        for first, row in enumerate(rows[:LOOKED_AT]):
            own = _texts(row)
            yield self._headings(first, 1, [(text,) for text in own])
            if first + 1 < len(rows) and any(cell.across > 1 for cell in row.cells):
                below = _texts(rows[first + 1])
                width = max(len(own), len(below))
                pairs = zip(_padded(own, width), _padded(below, width), strict=True)
                yield self._headings(first, 2, [_together(*pair) for pair in pairs])

    def _headings(self, first: int, depth: int, readings: Sequence[Sequence[str]]) -> Headings:
        texts = tuple(one[0] for one in readings)
        return Headings(first, depth, texts, tuple(self.columns_of(readings)))

    def _meaning(self, heading: str) -> tuple[int, str]:
        if heading in self._names:
            return _EXACT + heading.count(" "), self._names[heading]
        if not heading or heading in self._not_meant or _ENGLISH.search(heading):
            return 0, ""
        best = max((_score(heading, name), field) for name, field in self._names.items())
        return best if best[0] else (0, "")


_ENGLISH = re.compile(r" tieng anh|english| en$")
"""Texts in a second language, of which a sheet brings in none."""


def _score(heading: str, name: str) -> int:
    words = name.count(" ") + 1
    if words == 1 and name not in _TELLING_WORDS:
        return 0
    if heading.startswith(f"{name} "):
        return _BEGINS + words
    return _WITHIN + words if f" {name} " in f" {heading} " else 0


def _together(above: str, below: str) -> Sequence[str]:
    """ "Application" over "Number" is read in either order."""
    if not below or above == below:
        return (above,)
    return (f"{above} {below}".strip(), f"{below} {above}".strip(), below)


def _padded(texts: Sequence[str], width: int) -> Sequence[str]:
    return [*texts, *[""] * (width - len(texts))]


def _texts(row: Row) -> Sequence[str]:
    """One for each column, those of merged cells for each column that they cover."""
    likely = most_likely(cell.text for cell in row.cells)
    texts = [to_unicode(cell.text, likely)[0] for cell in row.cells]
    for at, cell in enumerate(row.cells):
        end = min(at + cell.across, len(texts))
        texts[at + 1 : end] = [own or texts[at] for own in texts[at + 1 : end]]
    return texts


@lru_cache(maxsize=2_000)
def _plain(heading: str) -> str:
    """Without marks, signs, and what stands in brackets."""
    outside = re.sub(r"\([^)]*\)|\[[^]]*\]", " ", heading)
    return " ".join(re.sub(r"[\W_]+", " ", folded(outside)).split())


INVENTIONS = Vocabulary(MEANT, JOINED, ("title",))
find_headings = INVENTIONS.find
meaning = INVENTIONS.meaning
