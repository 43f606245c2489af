"""What people write in the place of the market's codes, in Vietnamese and in English."""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import TypeVar

from marketplace.houses.rules import HouseKind
from marketplace.inventions.rules import InventionKind, OfferKind, RightStatus, folded
from marketplace.kit.text import Choice
from marketplace.locale import LANGUAGES, reading_in, say
from marketplace.rulebook.fields import Field
from marketplace.rulebook.readiness import Readiness

C = TypeVar("C", bound=Choice)

_MEANT: Mapping[type[Choice], Mapping[str, tuple[str, ...]]] = {
    InventionKind: {
        InventionKind.PATENT: (
            "sáng chế", "bằng sáng chế", "bằng độc quyền sáng chế", "đơn sáng chế", "patent",
            "invention", "invention patent",
        ),
        InventionKind.UTILITY_SOLUTION: (
            "giải pháp hữu ích", "bằng độc quyền giải pháp hữu ích", "gphi", "utility model",
        ),
        InventionKind.DESIGN: ("kiểu dáng công nghiệp", "kiểu dáng", "kdcn", "design"),
        InventionKind.LAYOUT_DESIGN: (
            "thiết kế bố trí", "thiết kế bố trí mạch tích hợp", "mạch tích hợp",
        ),
        InventionKind.PLANT_VARIETY: ("giống cây trồng", "giống cây", "giống mới"),
        InventionKind.SOFTWARE: (
            "phần mềm", "phần mềm máy tính", "chương trình máy tính", "quyền tác giả",
            "copyright",
        ),
        InventionKind.KNOW_HOW: (
            "bí quyết", "bí quyết kỹ thuật", "bí mật kinh doanh", "trade secret",
        ),
        InventionKind.PROTOTYPE: ("nguyên mẫu", "sản phẩm mẫu", "mẫu thử"),
        InventionKind.DATA_SET: ("bộ dữ liệu", "cơ sở dữ liệu", "dataset"),
        InventionKind.EXPERTISE: ("chuyên môn", "năng lực chuyên môn"),
        InventionKind.OTHER: ("khác", "kết quả khác"),
    },
    HouseKind: {
        HouseKind.INSTITUTE: (
            "viện", "viện nghiên cứu", "trường", "trường đại học", "đại học", "university",
            "research institute", "institute",
        ),
        HouseKind.ENTERPRISE: ("doanh nghiệp", "công ty", "company", "enterprise", "firm"),
        HouseKind.STATE: ("cơ quan nhà nước", "sở", "bộ", "agency", "government"),
        HouseKind.MONITOR: (),
    },
    Readiness: {},
    RightStatus: {
        RightStatus.NONE: (
            "chưa đăng ký", "chưa nộp đơn", "chưa đăng ký bảo hộ", "không đăng ký",
            "không bảo hộ", "not filed",
        ),
        RightStatus.FILED: (
            "đã nộp đơn", "đã nộp", "nộp đơn", "đang thẩm định", "thẩm định hình thức",
            "thẩm định nội dung", "chấp nhận đơn", "chấp nhận đơn hợp lệ", "đơn hợp lệ",
            "đang xử lý", "đang chờ", "chưa cấp", "chưa cấp bằng", "chưa được cấp",
            "chưa được cấp bằng", "pending", "under examination",
        ),
        RightStatus.PUBLISHED: ("đã công bố", "công bố đơn", "đã công bố đơn"),
        RightStatus.GRANTED: (
            "đã cấp", "đã cấp bằng", "đã cấp văn bằng", "được cấp", "được cấp bằng", "cấp bằng",
            "có bằng", "còn hiệu lực", "đang hiệu lực", "đang có hiệu lực", "in force", "active",
        ),
        RightStatus.LAPSED: (
            "hết hiệu lực", "không còn hiệu lực", "chấm dứt hiệu lực", "hủy bỏ hiệu lực",
            "expired",
        ),
    },
    OfferKind: {
        OfferKind.EXCLUSIVE: (
            "độc quyền", "li xăng độc quyền", "chuyển quyền sử dụng độc quyền", "exclusive",
        ),
        OfferKind.NON_EXCLUSIVE: (
            "không độc quyền", "li xăng không độc quyền", "li xăng", "chuyển quyền sử dụng",
            "non exclusive", "licence", "license",
        ),
        OfferKind.ASSIGNMENT: ("chuyển nhượng", "bán", "assignment", "sale"),
        OfferKind.JOINT_DEVELOPMENT: ("hợp tác", "hợp tác phát triển", "hợp tác nghiên cứu"),
        OfferKind.CONTRIBUTION: ("góp vốn", "góp vốn bằng công nghệ"),
        OfferKind.SERVICE: ("dịch vụ", "tư vấn"),
    },
    Field: {
        Field.AGRICULTURE: (
            "nông nghiệp", "lâm nghiệp", "trồng trọt", "chăn nuôi", "thú y", "agriculture",
            "forestry",
        ),
        Field.AQUACULTURE: ("thủy sản", "nuôi trồng thủy sản", "aquaculture", "fisheries"),
        Field.FOOD_PROCESSING: ("thực phẩm", "chế biến thực phẩm", "chế biến", "food"),
        Field.HEALTH: (
            "y tế", "y học", "y dược", "dược", "dược phẩm", "dược liệu", "health", "medicine",
            "medical", "biomedical", "bio medical",
        ),
        Field.BIOTECHNOLOGY: ("sinh học", "công nghệ sinh học", "biotech"),
        Field.MATERIALS: ("vật liệu", "vật liệu mới", "luyện kim", "materials"),
        Field.CHEMISTRY: ("hóa học", "hóa chất", "công nghệ hóa học", "chemical", "chemicals"),
        Field.MECHANICAL_ENGINEERING: (
            "cơ khí", "tự động hóa", "chế tạo máy", "chế tạo", "robot", "mechanical",
            "automation",
        ),
        Field.TEXTILES: ("dệt may", "dệt", "da giày", "textiles"),
        Field.ELECTRONICS: (
            "điện tử", "bán dẫn", "vi mạch", "viễn thông", "electronics", "sensors",
            "semiconductors",
        ),
        Field.SOFTWARE: (
            "công nghệ thông tin", "cntt", "trí tuệ nhân tạo", "phần mềm", "chuyển đổi số",
            "software", "information technology", "information systems", "info systems", "ict",
        ),
        Field.ENERGY: ("năng lượng", "năng lượng tái tạo", "energy", "nuclear"),
        Field.ENVIRONMENT: ("môi trường", "xử lý nước", "xử lý chất thải", "environment", "water"),
        Field.CLIMATE: ("khí hậu", "thiên tai", "biến đổi khí hậu", "climate"),
        Field.CONSTRUCTION: ("xây dựng", "vật liệu xây dựng", "construction"),
        Field.TRANSPORT: ("giao thông", "giao thông vận tải", "vận tải", "logistics", "transport"),
        Field.SERVICES: ("giáo dục", "văn hóa", "du lịch", "dịch vụ", "education"),
        Field.OTHER: ("khác", "other"),
    },
}  # fmt: skip
"""Beside the codes and the labels of the codes, which are understood too."""


CODES: Mapping[str, type[Choice]] = {
    "kind": InventionKind,
    "right_status": RightStatus,
    "field": Field,
    "readiness": Readiness,
    "offers": OfferKind,
}
"""The fields of an invention that hold codes."""


def named(text: str, choices: type[C]) -> Sequence[C]:
    """The codes that `text` names, in its order; what it names as a whole comes alone."""
    table = _table(choices)
    words = plain(text)
    if words in table:
        return (table[words],)
    found = _pattern(choices).findall(words)
    return tuple(dict.fromkeys(table[one] for one in found))


def plain(text: str) -> str:
    """Words without marks and signs, in lower case."""
    return " ".join(re.sub(r"[\W_]+", " ", folded(text)).split())


@cache
def _table(choices: type[C]) -> Mapping[str, C]:
    table: dict[str, C] = {}
    for choice in choices:
        labels = [_label(choice, code) for code in LANGUAGES]
        for name in (*_MEANT[choices].get(choice, ()), *labels, choice.value):
            table.setdefault(plain(name), choice)
    return table


def _label(choice: Choice, code: str) -> str:
    with reading_in(code):
        return say(choice.label)


@cache
def _pattern(choices: type[Choice]) -> re.Pattern[str]:
    """The longest first, so that "not granted" is not read as "granted"."""
    names = sorted(_table(choices), key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, names))})\b")
