"""Bids of the demonstration market and what became of each."""

from dataclasses import dataclass
from typing import Literal

from marketplace.demo.listings import Bilingual

Right = Literal["exclusive-licence", "non-exclusive-licence", "assignment"]
End = Literal[
    "open",
    "refused:exclusivity-too-wide",
    "refused:price-too-low",
    "withdrawn",
    "accepted",
    "signed",
    "paid",
]
"""`accepted` awaits signatures, `signed` awaits money; a refusal carries the code of its reason."""


@dataclass(frozen=True, slots=True)
class Payment:
    """Claimed by the enterprise; it counts only once somebody of another house confirmed it."""

    amount: str
    days_ago: int
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Bid:
    """Everything is dated in days before today: made, then answered, then signed, then paid.

    `answered_days_ago` is the day of acceptance, refusal or withdrawal. `reason` is the institute's
    own sentence when it refuses, the bidder's when it withdraws. `years` of an assignment is the
    term of the right.
    """

    key: str
    invention: str
    bidder: str
    need: str | None
    right: Right
    upfront: str
    royalty_percent: str
    years: int
    territory: tuple[str, ...]
    message: Bilingual
    days_ago: int
    ends: End
    reason: Bilingual | None = None
    answered_days_ago: int | None = None
    signed_days_ago: int | None = None
    payments: tuple[Payment, ...] = ()


BIDS: tuple[Bid, ...] = (
    Bid(
        key="cranes-take-coating",
        invention="coastal-steel-coating",
        bidder="mo-neo-do",
        need="crane-corrosion",
        right="non-exclusive-licence",
        upfront="1,2 tỷ",
        royalty_percent="3",
        years=5,
        territory=("VN",),
        message=Bilingual(
            "Chúng tôi muốn tự pha và thi công cho bảy cần trục của mình trước, sau đó nhận sơn "
            "cho các cảng bạn. Xin trả phần đầu làm hai đợt và một tuần kèm kỹ thuật tại bến.",
            "We want to mix and apply it on our own seven cranes first, then paint for "
            "neighbouring ports. We ask to pay the upfront sum in two parts and for one week of "
            "help on the quay.",
        ),
        days_ago=558,
        ends="paid",
        answered_days_ago=549,
        signed_days_ago=536,
        payments=(
            Payment("600 triệu", 518, confirmed=True),
            Payment("600 triệu", 322, confirmed=True),
            Payment("84 triệu", 136, confirmed=True),
            Payment("96 triệu", 44, confirmed=False),
        ),
    ),
    Bid(
        key="coffee-exclusive-first-try",
        invention="robusta-fermentation",
        bidder="hat-suong",
        need="robusta-quality",
        right="exclusive-licence",
        upfront="420 triệu",
        royalty_percent="0",
        years=10,
        territory=("VN",),
        message=Bilingual(
            "Chúng tôi xin độc quyền cả nước để xây thương hiệu robusta Hạt Sương.",
            "We ask for the whole country exclusively, to build our Dewdrop robusta brand.",
        ),
        days_ago=498,
        ends="refused:exclusivity-too-wide",
        reason=Bilingual(
            "Hai hợp tác xã đang dùng men này từ vụ thử; độc quyền mười năm cả nước sẽ buộc họ "
            "dừng. Chúng tôi sẵn sàng cấp quyền không độc quyền kèm chuyển giao tại xưởng.",
            "Two cooperatives have used these strains since the trials, and ten years of national "
            "exclusivity would stop them. We gladly offer a non-exclusive licence with transfer "
            "at your mill.",
        ),
        answered_days_ago=486,
    ),
    Bid(
        key="coffee-second-try",
        invention="robusta-fermentation",
        bidder="hat-suong",
        need="robusta-quality",
        right="non-exclusive-licence",
        upfront="450 triệu",
        royalty_percent="2",
        years=3,
        territory=("VN",),
        message=Bilingual(
            "Theo góp ý của Trường, chúng tôi nhận quyền không độc quyền ba năm, kèm đào tạo bốn "
            "thợ lên men ngay vụ tới.",
            "As the university suggested, we take a non-exclusive licence for three years, with "
            "training of four fermenters before the coming harvest.",
        ),
        days_ago=470,
        ends="paid",
        answered_days_ago=461,
        signed_days_ago=442,
        payments=(
            Payment("450 triệu", 412, confirmed=True),
            Payment("57,5 triệu", 61, confirmed=True),
            Payment("31 triệu", 12, confirmed=False),
        ),
    ),
    Bid(
        key="rice-withdrawn",
        invention="salt-tolerant-rice",
        bidder="hat-suong",
        need=None,
        right="exclusive-licence",
        upfront="1,5 tỷ",
        royalty_percent="2",
        years=8,
        territory=("VN", "KH"),
        message=Bilingual(
            "Chúng tôi muốn nhân giống Chín Cửa 7 cho vùng nguyên liệu gạo thơm 2.000 ha.",
            "We want to multiply Chin Cua 7 for 2,000 ha of contracted fragrant rice.",
        ),
        days_ago=392,
        ends="withdrawn",
        reason=Bilingual(
            "Đối tác bao tiêu đã hoãn hợp đồng gạo thơm sang năm sau nên chúng tôi xin rút hồ sơ.",
            "Our buyer has put off the fragrant rice contract until next year, so we withdraw.",
        ),
        answered_days_ago=371,
    ),
    Bid(
        key="anchor-builds-stations",
        invention="landslide-station",
        bidder="mo-neo-do",
        need=None,
        right="non-exclusive-licence",
        upfront="540 triệu",
        royalty_percent="4",
        years=5,
        territory=("VN", "LA"),
        message=Bilingual(
            "Xưởng cơ điện của chúng tôi làm được vỏ, cột và nguồn; xin bản vẽ và mã nguồn để sản "
            "xuất loạt đầu 200 trạm.",
            "Our electrical workshop can build housings, masts and power units; we ask for "
            "drawings and source code to make a first series of 200 stations.",
        ),
        days_ago=305,
        ends="paid",
        answered_days_ago=290,
        signed_days_ago=268,
        payments=(
            Payment("270 triệu", 236, confirmed=True),
            Payment("270 triệu", 28, confirmed=False),
        ),
    ),
    Bid(
        key="lotus-bought",
        invention="lotus-seed-machine",
        bidder="hat-suong",
        need="lotus-peeling",
        right="assignment",
        upfront="850 triệu",
        royalty_percent="0",
        years=10,
        territory=("VN",),
        message=Bilingual(
            "Chúng tôi mua đứt giải pháp để lắp bốn máy cho mùa sen tới, và xin giữ hai tác giả "
            "làm cố vấn một năm.",
            "We buy the solution outright to install four machines for the coming season, and ask "
            "to keep both inventors as advisers for a year.",
        ),
        days_ago=228,
        ends="paid",
        answered_days_ago=214,
        signed_days_ago=190,
        payments=(
            Payment("425 triệu", 166, confirmed=True),
            Payment("425 triệu", 19, confirmed=False),
        ),
    ),
    Bid(
        key="magnets-refused",
        invention="magnet-rare-earths",
        bidder="mo-neo-do",
        need=None,
        right="exclusive-licence",
        upfront="600 triệu",
        royalty_percent="1",
        years=15,
        territory=("VN",),
        message=Bilingual(
            "Chúng tôi có khoảng 12 tấn động cơ hỏng mỗi năm và muốn tự thu hồi đất hiếm.",
            "We have about 12 tonnes of dead motors a year and want to recover the rare earths "
            "ourselves.",
        ),
        days_ago=101,
        ends="refused:price-too-low",
        reason=Bilingual(
            "Mức trả trước chưa bằng một phần sáu giá đề nghị trong khi xin độc quyền 15 năm. Ở "
            "mức sẵn sàng 4, hợp tác phát triển một dây chuyền thử 20 kg hợp với hai bên hơn.",
            "The upfront sum is under a sixth of our asking price, for 15 years of exclusivity. "
            "At readiness level 4, developing a 20 kg pilot line together would suit both sides "
            "better.",
        ),
        answered_days_ago=88,
    ),
    Bid(
        key="hatchery-signed",
        invention="shrimp-ehp-test",
        bidder="hat-suong",
        need="post-larvae-screening",
        right="non-exclusive-licence",
        upfront="700 triệu",
        royalty_percent="3",
        years=4,
        territory=("VN",),
        message=Bilingual(
            "Xin dùng bộ thử EHP cho trại của chúng tôi ngay, và cùng Trường thêm hai mầm bệnh "
            "còn lại trong năm đầu.",
            "We would use the EHP test in our hatchery at once, and add the other two pathogens "
            "together with the university within the first year.",
        ),
        days_ago=83,
        ends="signed",
        answered_days_ago=70,
        signed_days_ago=37,
    ),
    Bid(
        key="batteries-accepted",
        invention="battery-cell-sorting",
        bidder="mo-neo-do",
        need="tractor-batteries",
        right="non-exclusive-licence",
        upfront="1,6 tỷ",
        royalty_percent="2",
        years=6,
        territory=("VN",),
        message=Bilingual(
            "Chúng tôi cần phép đo ở mức mô-đun; đề nghị thử trên 30 mô-đun của chúng tôi trước "
            "khi trả phần thứ hai.",
            "We need the measurement at module level and propose a trial on 30 of our modules "
            "before the second payment.",
        ),
        days_ago=33,
        ends="accepted",
        answered_days_ago=9,
    ),
    Bid(
        key="revetment-open",
        invention="planted-revetment-block",
        bidder="mo-neo-do",
        need=None,
        right="non-exclusive-licence",
        upfront="400 triệu",
        royalty_percent="3",
        years=5,
        territory=("VN",),
        message=Bilingual(
            "Chúng tôi có bãi đúc và muốn đúc khối kè này cho 700 m bờ sau bến, rồi chào cho hai "
            "dự án du lịch lân cận.",
            "We have a casting yard and want to make these blocks for 700 m of shore behind our "
            "berth, then offer them to two tourist projects nearby.",
        ),
        days_ago=6,
        ends="open",
    ),
)
