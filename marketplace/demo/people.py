"""The houses and persons of the demonstration market. All are fictitious.

The province slug says where on the map the demonstration puts a house; the province "Duyên Sơn" in
the names of the agency and the monitor does not exist.
"""

from dataclasses import dataclass
from typing import Literal

HouseKind = Literal["institute", "enterprise", "state", "monitor"]
Role = Literal[
    "researcher",
    "transfer_officer",
    "head",
    "enterprise_staff",
    "signatory",
    "ordering_officer",
    "finance_officer",
    "overseer",
    "monitor",
]
Language = Literal["vi", "en"]

PASSWORD = "ba-nha-demo-2026"  # noqa: S105
"""Shared by every person of the demonstration market; printed on its sign-in page."""


@dataclass(frozen=True, slots=True)
class House:
    """`tax_code` stays empty: any ten digits might belong to a real enterprise."""

    key: str
    kind: HouseKind
    name: str
    name_en: str
    province: str
    tax_code: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """`house` is the key of a house; only the operator has none."""

    key: str
    name: str
    email: str
    house: str | None
    roles: tuple[Role, ...]
    language: Language = "vi"
    operator: bool = False


HOUSES: tuple[House, ...] = (
    House(
        key="song-hong",
        kind="institute",
        name="Viện Vật liệu Sông Hồng",
        name_en="Song Hong Institute of Materials",
        province="ha-noi",
    ),
    House(
        key="chin-cua",
        kind="institute",
        name="Trường Đại học Chín Cửa",
        name_en="Chin Cua University",
        province="can-tho",
    ),
    House(
        key="mo-neo-do",
        kind="enterprise",
        name="Công ty Cổ phần Cơ khí Cảng Mỏ Neo Đỏ",
        name_en="Red Anchor Port Engineering JSC",
        province="hai-phong",
    ),
    House(
        key="hat-suong",
        kind="enterprise",
        name="Công ty TNHH Nông thủy sản Hạt Sương",
        name_en="Dewdrop Farm and Seafood Co., Ltd",
        province="lam-dong",
    ),
    House(
        key="duyen-son",
        kind="state",
        name="Sở Khoa học và Công nghệ tỉnh Duyên Sơn",
        name_en="Duyen Son Department of Science and Technology",
        province="da-nang",
    ),
    House(
        key="giam-sat-duyen-son",
        kind="monitor",
        name="Ban Giám sát xã hội Duyên Sơn",
        name_en="Duyen Son Social Monitoring Board",
        province="da-nang",
    ),
)

PEOPLE: tuple[Person, ...] = (
    Person("an", "Lê Hoài An", "an.researcher@example.org", "song-hong", ("researcher",)),
    Person("mien", "Hà Mộc Miên", "mien.researcher@example.org", "song-hong", ("researcher",)),
    Person(
        "minh", "Đặng Thu Minh", "minh.transfer@example.org", "song-hong", ("transfer_officer",)
    ),
    Person("binh", "Phạm Quốc Bình", "binh.head@example.org", "song-hong", ("head",)),
    Person("phuoc", "Huỳnh Tấn Phước", "phuoc.researcher@example.org", "chin-cua", ("researcher",)),
    Person(
        "clara",
        "Clara Nyfors",
        "clara.researcher@example.org",
        "chin-cua",
        ("researcher",),
        language="en",
    ),
    Person("lai", "Võ Thị Mai Lài", "lai.transfer@example.org", "chin-cua", ("transfer_officer",)),
    Person("truc", "Nguyễn Thanh Trúc", "truc.head@example.org", "chin-cua", ("head",)),
    Person("khiem", "Bùi Gia Khiêm", "khiem.staff@example.org", "mo-neo-do", ("enterprise_staff",)),
    Person(
        "daniel",
        "Daniel Okwari",
        "daniel.staff@example.org",
        "mo-neo-do",
        ("enterprise_staff",),
        language="en",
    ),
    Person("yen", "Vũ Thị Hải Yến", "yen.signatory@example.org", "mo-neo-do", ("signatory",)),
    Person("thuan", "Y Thuận Niê", "thuan.staff@example.org", "hat-suong", ("enterprise_staff",)),
    Person("nhat", "Cao Minh Nhật", "nhat.signatory@example.org", "hat-suong", ("signatory",)),
    Person(
        "ngan",
        "Hoàng Kim Ngân",
        "ngan.ordering@example.org",
        "duyen-son",
        ("ordering_officer",),
    ),
    Person("loc", "Tạ Đức Lộc", "loc.finance@example.org", "duyen-son", ("finance_officer",)),
    Person("chi", "Đỗ Phương Chi", "chi.finance@example.org", "duyen-son", ("finance_officer",)),
    Person("hung", "Lương Thế Hưng", "hung.head@example.org", "duyen-son", ("head",)),
    Person("dieu", "Phan Thị Diệu", "dieu.overseer@example.org", "duyen-son", ("overseer",)),
    Person("son", "Nông Văn Sơn", "son.monitor@example.org", "giam-sat-duyen-son", ("monitor",)),
    Person("duy", "Mai Quang Duy", "duy.operator@example.org", None, (), operator=True),
)
