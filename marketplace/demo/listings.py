"""What the institutes offer and what the others lack, in both languages; all of it invented.

Application numbers lie in a range (99001 and up) that the office does not reach in any year.
"""

from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "patent",
    "utility-solution",
    "design",
    "plant-variety",
    "software",
    "know-how",
    "prototype",
    "data-set",
    "expertise",
]
Field = Literal[
    "agriculture",
    "aquaculture",
    "food-processing",
    "materials",
    "mechanical-engineering",
    "electronics",
    "energy",
    "environment",
    "construction",
    "textiles",
    "health",
    "software",
    "climate",
    "chemistry",
]
Offer = Literal[
    "exclusive-licence",
    "non-exclusive-licence",
    "assignment",
    "joint-development",
    "service",
]
Grade = Literal[0, 1, 2, 3]


@dataclass(frozen=True, slots=True)
class Bilingual:
    vi: str
    en: str


@dataclass(frozen=True, slots=True)
class Invention:
    """`house` is a key of `people.HOUSES`; `asking` is money as people type it, or empty.

    `days_ago` is when it was listed, so that every bid on it comes later.
    """

    key: str
    house: str
    kind: Kind
    readiness: int
    field: Field
    title: Bilingual
    problem: Bilingual
    novelty: Bilingual
    advantages: Bilingual
    applications: Bilingual
    keywords: tuple[Bilingual, ...]
    classes: tuple[str, ...]
    offers: tuple[Offer, ...]
    asking: str
    application_number: str
    inventors: tuple[str, ...]
    funding: Bilingual | None
    state_percent: int | None
    readiness_evidence: Bilingual
    days_ago: int


@dataclass(frozen=True, slots=True)
class Need:
    """`unnamed` hides the house in public; `days_ago` is when it was posted."""

    key: str
    house: str
    field: Field
    title: Bilingual
    problem: Bilingual
    done_when: Bilingual
    budget_from: str
    budget_to: str
    unnamed: bool
    keywords: tuple[Bilingual, ...]
    days_ago: int


@dataclass(frozen=True, slots=True)
class Fit:
    """Judged by hand: 0 does not fit, 1 a part could be used, 2 fits with a gap, 3 fits."""

    need: str
    invention: str
    grade: Grade


INVENTIONS: tuple[Invention, ...] = (
    Invention(
        key="coastal-steel-coating",
        house="song-hong",
        kind="patent",
        readiness=7,
        field="materials",
        title=Bilingual(
            "Hệ sơn epoxy kẽm pha graphen chống ăn mòn kết cấu thép ven biển",
            "Zinc-graphene epoxy coating against corrosion of coastal steel structures",
        ),
        problem=Bilingual(
            "Sơn lót giàu kẽm thông thường cần khoảng 80% bụi kẽm trong màng khô, nặng, dễ lắng "
            "và giòn ở mép hàn. Ngoài cảng biển, hơi muối luồn dưới màng sơn từ vết xước và gỉ lan "
            "ra chỉ sau ba đến năm năm. Độ ẩm không khí thường trên 85% khiến thợ sơn phải chờ "
            "nhiều ngày mới thi công được.",
            "Ordinary zinc-rich primer needs about 80% zinc dust in the dry film, is heavy, "
            "settles in the can and is brittle along weld edges. In seaports, salt creeps under "
            "the film from scratches and rust spreads within three to five years. Air humidity is "
            "often above 85%, so painters wait for days before they can work.",
        ),
        novelty=Bilingual(
            "Hàm lượng kẽm giảm còn 52% nhờ 0,6% graphen ít lớp đã gắn silan, giữ được đường dẫn "
            "điện giữa các hạt kẽm. Chất đóng rắn phenalkamin cho phép sơn trên thép còn ẩm ở độ "
            "ẩm đến 92%. Bước phân tán graphen trong dung môi sẵn có của xưởng sơn, không cần máy "
            "siêu âm, là phần chưa được công bố trước đây.",
            "Zinc content falls to 52% because 0.6% of silane-grafted few-layer graphene keeps "
            "the electrical path between zinc particles. A phenalkamine hardener lets it be "
            "applied on damp steel at up to 92% humidity. Dispersing the graphene in solvents "
            "that a paint shop already has, without ultrasonic equipment, was not published "
            "before.",
        ),
        advantages=Bilingual(
            "Qua 1.800 giờ phun muối trung tính, vết gỉ lan từ đường rạch dưới 2 mm; độ bám dính "
            "11 MPa. Sơn phủ được sau 6 giờ, giá vật tư cao hơn sơn giàu kẽm khoảng 15%.",
            "After 1,800 hours of neutral salt spray, rust creep from the scribe is under 2 mm; "
            "adhesion is 11 MPa. It can be overcoated after 6 hours and its material costs about "
            "15% more than zinc-rich primer.",
        ),
        applications=Bilingual(
            "Cần trục bờ, cầu thép, bồn chứa, cột gió gần bờ và giàn pin mặt trời ở vùng ven biển.",
            "Quay cranes, steel bridges, tanks, nearshore wind towers and solar racks near the "
            "coast.",
        ),
        keywords=(
            Bilingual("chống ăn mòn", "corrosion protection"),
            Bilingual("sơn giàu kẽm", "zinc-rich primer"),
            Bilingual("graphen", "graphene"),
            Bilingual("phun muối", "salt spray"),
            Bilingual("kết cấu thép", "steel structure"),
        ),
        classes=("C09D 5/10", "C09D 163/00", "C08K 3/04", "C08K 9/06"),
        offers=("non-exclusive-licence", "joint-development"),
        asking="1,2 tỷ",
        application_number="1-2024-99001",
        inventors=("Lê Hoài An", "Phạm Khánh Linh", "Đỗ Vĩnh Tường"),
        funding=Bilingual(
            "Nhiệm vụ KH,CN&ĐMST cấp bộ về vật liệu cho công trình biển, đã nghiệm thu.",
            "Ministry-level STI task on materials for marine structures, accepted.",
        ),
        state_percent=100,
        readiness_evidence=Bilingual(
            "Sơn thử 640 m² dầm ray cần trục tại một bến cảng, theo dõi 22 tháng: không phồng "
            "rộp, ba điểm gỉ ở mối bu lông đã ghi trong biên bản.",
            "Trial on 640 m² of crane rail girder at a port berth, followed for 22 months: no "
            "blistering; three rust spots at bolted joints are in the minutes.",
        ),
        days_ago=590,
    ),
    Invention(
        key="battery-cell-sorting",
        house="song-hong",
        kind="patent",
        readiness=6,
        field="energy",
        title=Bilingual(
            "Phân loại nhanh cell pin LFP đã qua sử dụng bằng phổ trở kháng bảy tần số",
            "Fast sorting of used LFP battery cells by seven-frequency impedance spectroscopy",
        ),
        problem=Bilingual(
            "Muốn dùng lại pin xe điện cho lưu trữ điện phải biết mỗi cell còn bao nhiêu dung "
            "lượng. Phép đo nạp xả đầy đủ mất 4 đến 6 giờ một cell và tốn điện, nên phần lớn cell "
            "còn tốt vẫn bị bán làm phế liệu. Ghép nhầm một cell yếu làm cả bộ pin giảm tuổi thọ.",
            "Before electric-vehicle batteries can serve again as storage, the remaining capacity "
            "of each cell must be known. A full charge-discharge test takes 4 to 6 hours per cell "
            "and much electricity, so most good cells are still sold as scrap. One weak cell in a "
            "pack shortens the life of the whole pack.",
        ),
        novelty=Bilingual(
            "Chỉ đo trở kháng ở bảy tần số từ 0,1 Hz đến 1 kHz, chọn theo độ nhạy với mất lithi "
            "chứ không quét toàn phổ. Ảnh hưởng của nhiệt độ và mức sạc được tách ra bằng một "
            "bước xả xung 5 giây ngay trong lần đo. Sai số sức khỏe cell (SoH) được báo kèm từng "
            "kết quả.",
            "Impedance is measured at only seven frequencies from 0.1 Hz to 1 kHz, chosen for "
            "their sensitivity to lithium loss instead of sweeping the whole spectrum. Effects of "
            "temperature and charge level are separated by a 5-second discharge pulse in the same "
            "measurement. Each result carries its own error of state of health (SoH).",
        ),
        advantages=Bilingual(
            "90 giây một cell, sai số SoH 2,4% trên 3.120 cell. Bàn đo 16 kênh phân bốn hạng, đạt "
            "khoảng 3.000 cell mỗi ca 8 giờ với hai công nhân.",
            "90 seconds per cell with an SoH error of 2.4% over 3,120 cells. A 16-channel bench "
            "sorts into four grades, about 3,000 cells per 8-hour shift with two workers.",
        ),
        applications=Bilingual(
            "Xưởng tái sử dụng pin, trạm đổi pin, kho lưu trữ cho điện mặt trời mái nhà.",
            "Battery reuse workshops, swapping stations and storage for rooftop solar power.",
        ),
        keywords=(
            Bilingual("pin LFP", "LFP battery"),
            Bilingual("vòng đời thứ hai", "second life"),
            Bilingual("trở kháng điện hóa", "electrochemical impedance"),
            Bilingual("sức khỏe pin", "state of health"),
        ),
        classes=("G01R 31/392", "G01R 31/389", "H01M 10/54", "B07C 5/344"),
        offers=("exclusive-licence", "non-exclusive-licence", "joint-development"),
        asking="2,5 tỷ",
        application_number="1-2025-99002",
        inventors=("Hà Mộc Miên", "Trịnh Bá Duệ"),
        funding=Bilingual(
            "Nhiệm vụ cấp bộ 70%, phần còn lại từ quỹ phát triển KH&CN của Viện.",
            "Ministry-level task for 70%, the rest from the institute's S&T development fund.",
        ),
        state_percent=70,
        readiness_evidence=Bilingual(
            "Bàn đo 4 kênh chạy thử năm tháng tại một xưởng tháo pin; 60 cell ngẫu nhiên được đối "
            "chứng bằng phép đo nạp xả đầy đủ.",
            "A 4-channel bench ran for five months in a pack-dismantling workshop; 60 random "
            "cells were checked against full charge-discharge tests.",
        ),
        days_ago=330,
    ),
    Invention(
        key="magnet-rare-earths",
        house="song-hong",
        kind="patent",
        readiness=4,
        field="chemistry",
        title=Bilingual(
            "Thu hồi neodim, praseodim và dysprosi từ phế liệu nam châm động cơ",
            "Recovering neodymium, praseodymium and dysprosium from scrap motor magnets",
        ),
        problem=Bilingual(
            "Nam châm NdFeB trong động cơ và ổ cứng hỏng chứa khoảng 30% đất hiếm nhưng thường bị "
            "nấu chung với sắt vụn. Hòa tan toàn bộ nam châm bằng axit tốn hơn một tấn axit cho "
            "mỗi tấn phế liệu và sinh nhiều bùn sắt.",
            "NdFeB magnets in dead motors and hard disks hold about 30% rare earths but are "
            "usually melted down with scrap iron. Dissolving the whole magnet in acid takes more "
            "than a tonne of acid per tonne of scrap and leaves much iron sludge.",
        ),
        novelty=Bilingual(
            "Nung oxy hóa hai bậc (350 °C khử từ, 720 °C tạo hematit) giữ sắt ở dạng không tan, "
            "sau đó chỉ đất hiếm được hòa tách ở pH 2,2 đến 2,8. Dòng axit clohydric loãng được "
            "tuần hoàn năm lần trước khi kết tủa oxalat.",
            "Two-step oxidative roasting (350 °C to demagnetise, 720 °C to form haematite) keeps "
            "iron insoluble, so that only the rare earths are leached at pH 2.2 to 2.8. The "
            "dilute hydrochloric acid is circulated five times before oxalate precipitation.",
        ),
        advantages=Bilingual(
            "Hiệu suất thu hồi 93% (Nd, Pr) và 88% (Dy), oxit hỗn hợp đạt 99,1%; lượng axit giảm "
            "khoảng 70% so với hòa tan toàn bộ.",
            "Recovery is 93% (Nd, Pr) and 88% (Dy), mixed oxides reach 99.1%; about 70% less acid "
            "than full dissolution.",
        ),
        applications=Bilingual(
            "Cơ sở tái chế điện tử, nhà máy động cơ, nguồn oxit cho luyện hợp kim nam châm.",
            "Electronics recyclers, motor factories, and oxide supply for magnet alloys.",
        ),
        keywords=(
            Bilingual("đất hiếm", "rare earths"),
            Bilingual("nam châm NdFeB", "NdFeB magnet"),
            Bilingual("tái chế", "recycling"),
            Bilingual("hòa tách chọn lọc", "selective leaching"),
        ),
        classes=("C22B 59/00", "C22B 7/00", "C22B 1/02", "C22B 3/10"),
        offers=("joint-development", "exclusive-licence"),
        asking="4 tỷ",
        application_number="1-2026-99003",
        inventors=("Ngô Thu Trà", "Đỗ Vĩnh Tường", "Lê Hoài An"),
        funding=Bilingual(
            "Nhiệm vụ nghiên cứu ứng dụng do quỹ phát triển KH&CN tài trợ.",
            "Applied research task granted by an S&T development fund.",
        ),
        state_percent=100,
        readiness_evidence=Bilingual(
            "Mười hai mẻ 2 kg trong phòng thí nghiệm; chưa chạy liên tục, chưa có số liệu ở mẻ "
            "trên 20 kg.",
            "Twelve 2 kg batches in the laboratory; not yet run continuously, no data above 20 kg.",
        ),
        days_ago=150,
    ),
    Invention(
        key="low-salt-dyeing",
        house="song-hong",
        kind="expertise",
        readiness=8,
        field="textiles",
        title=Bilingual(
            "Nhóm chuyên gia chuyển đổi xưởng nhuộm vải bông sang nhuộm hoạt tính ít muối",
            "Expert team that moves cotton dye-houses to low-salt reactive dyeing",
        ),
        problem=Bilingual(
            "Nhuộm hoạt tính cần 60 đến 80 g muối mỗi lít để thuốc nhuộm bám vào sợi bông, và "
            "muối ấy đi thẳng qua trạm xử lý nước thải. Nhiều xưởng bị giới hạn công suất không "
            "phải vì máy mà vì độ mặn và độ màu của nước xả.",
            "Reactive dyeing takes 60 to 80 g of salt per litre to drive the dye onto cotton, and "
            "that salt passes straight through the effluent plant. Many mills are held back not "
            "by their machines but by the salinity and colour of what they discharge.",
        ),
        novelty=Bilingual(
            "Nhóm cation hóa vải ngay trong máy nhuộm jet sẵn có, ở 60 °C và 25 phút, thay cho "
            "một công đoạn ngấm ép riêng. Bảng chuyển đổi công thức dự báo độ lệch màu trước khi "
            "nhuộm mẫu, dựng từ 46 màu đã sản xuất thật.",
            "The team cationises the fabric inside the existing jet machine, at 60 °C for 25 "
            "minutes, in place of a separate padding step. A recipe conversion table, built from "
            "46 shades of real production, predicts the colour difference before any lab dip.",
        ),
        advantages=Bilingual(
            "Muối còn 8 g/l, nước giặt giảm 30%, tổng chất rắn hòa tan trong nước thải giảm 70%; "
            "độ lệch màu không quá 0,8 theo CMC.",
            "Salt falls to 8 g/l, rinsing water by 30% and dissolved solids in effluent by 70%; "
            "the colour difference stays within 0.8 CMC units.",
        ),
        applications=Bilingual(
            "Xưởng nhuộm dệt kim và khăn bông 3 đến 20 tấn mỗi ngày; trọn gói khảo sát, chạy thử, "
            "đào tạo trong 10 tuần.",
            "Knitwear and terry-towel dye-houses of 3 to 20 tonnes a day; survey, trials and "
            "training as one package of 10 weeks.",
        ),
        keywords=(
            Bilingual("nhuộm hoạt tính", "reactive dyeing"),
            Bilingual("ít muối", "low salt"),
            Bilingual("nước thải dệt nhuộm", "textile effluent"),
            Bilingual("cation hóa bông", "cotton cationisation"),
        ),
        classes=("D06P 1/38", "D06P 3/66", "D06P 5/22"),
        offers=("service",),
        asking="380 triệu",
        application_number="",
        inventors=("Phạm Khánh Linh", "Trần Diệu Quỳnh"),
        funding=None,
        state_percent=None,
        readiness_evidence=Bilingual(
            "Hai xưởng nhuộm đã sản xuất hằng ngày theo công thức mới, tổng cộng 310 mẻ có phiếu "
            "đo màu và đo nước thải.",
            "Two dye-houses produce daily by the new recipes: 310 batches in all with colour and "
            "effluent records.",
        ),
        days_ago=260,
    ),
    Invention(
        key="planted-revetment-block",
        house="song-hong",
        kind="design",
        readiness=6,
        field="construction",
        title=Bilingual(
            "Kiểu dáng khối kè lục giác trồng cây cho bờ biển bị xói lở",
            "Design of a hexagonal planted revetment block for eroding shores",
        ),
        problem=Bilingual(
            "Kè bê tông phẳng ngăn được xói lở nhưng dội sóng, kéo cát ở chân kè và biến bãi biển "
            "thành bức tường xám. Người dân và du khách mất lối xuống biển, còn rau muống biển, "
            "cây giữ cát tốt nhất, không bám được.",
            "Flat concrete revetments stop erosion but throw the waves back, pull sand from the "
            "toe and turn a beach into a grey wall. Residents and visitors lose their way to the "
            "sea, and beach morning glory, the best sand binder, cannot take root.",
        ),
        novelty=Bilingual(
            "Khối lục giác lệch tâm có hốc hình giọt nước, xếp xoay theo ba hướng tạo hoa văn "
            "sóng và các bậc đi bộ. Hốc giữ 21 lít cát và đất, thông xuống tầng lọc để rễ cây neo "
            "xuyên qua mái kè.",
            "An off-centre hexagonal block with a drop-shaped hollow, laid in three orientations, "
            "forms a wave pattern and walking steps. The hollow keeps 21 litres of sand and soil "
            "and opens to the filter layer, so that roots anchor through the slope.",
        ),
        advantages=Bilingual(
            "Trong máng sóng tỷ lệ 1:15, chiều cao sóng leo giảm 27% so với mái phẳng. Bê tông xỉ "
            "và tro bay đạt 42 MPa với lượng xi măng giảm 60%.",
            "In a 1:15 wave flume, run-up is 27% lower than on a flat slope. The slag and fly-ash "
            "concrete reaches 42 MPa with 60% less cement.",
        ),
        applications=Bilingual(
            "Đoạn bờ đô thị và du lịch có sóng đến 2 m, kè sau bến du thuyền, mái đê cửa sông.",
            "Urban and tourist shores with waves up to 2 m, slopes behind marinas, estuary dykes.",
        ),
        keywords=(
            Bilingual("xói lở bờ biển", "coastal erosion"),
            Bilingual("kè sinh thái", "ecological revetment"),
            Bilingual("bê tông geopolymer", "geopolymer concrete"),
            Bilingual("kiểu dáng công nghiệp", "industrial design"),
        ),
        classes=("E02B 3/14", "E02B 3/12"),
        offers=("non-exclusive-licence", "assignment"),
        asking="650 triệu",
        application_number="3-2025-99004",
        inventors=("Trịnh Bá Duệ", "Trần Diệu Quỳnh"),
        funding=None,
        state_percent=None,
        readiness_evidence=Bilingual(
            "Đoạn kè thử 45 m qua một mùa gió đông bắc: hai khối xê dịch, cây phủ 60% diện tích "
            "hốc.",
            "A 45 m trial section went through one north-east monsoon: two blocks moved, plants "
            "cover 60% of the hollows.",
        ),
        days_ago=200,
    ),
    Invention(
        key="salt-tolerant-rice",
        house="chin-cua",
        kind="plant-variety",
        readiness=8,
        field="agriculture",
        title=Bilingual(
            "Giống lúa thơm ngắn ngày Chín Cửa 7 chịu mặn 4‰",
            "Chin Cua 7, a short-season fragrant rice that tolerates 4‰ salinity",
        ),
        problem=Bilingual(
            "Ở vùng lúa - tôm, mặn về sớm hơn trước hai đến ba tuần, đúng lúc lúa đông xuân trổ. "
            "Các giống chịu mặn cũ cho gạo cứng, bán rẻ, còn giống thơm thì chết cây con khi nước "
            "quá 2‰.",
            "On rice-shrimp land salt water now comes two to three weeks earlier, just when the "
            "winter-spring crop flowers. Older tolerant varieties give hard, cheap grain, while "
            "fragrant ones die as seedlings once the water passes 2‰.",
        ),
        novelty=Bilingual(
            "Giống mang đồng thời vùng gen chịu mặn giai đoạn mạ và một vùng gen mới ổn định tỷ "
            "lệ hạt chắc lúc trổ, tích hợp bằng chỉ thị phân tử qua bốn thế hệ lai lại. Nền di "
            "truyền gạo thơm được giữ trên 94%.",
            "The variety carries the known seedling-stage tolerance region together with a new "
            "one that keeps grain filling at flowering, combined by molecular markers over four "
            "backcrosses. More than 94% of the fragrant parent's genome is kept.",
        ),
        advantages=Bilingual(
            "Thời gian 98 đến 102 ngày, năng suất 6,2 tấn/ha ở nước 3‰ (đối chứng 4,1 tấn). "
            "Amyloza 17,5%, hạt dài 7,1 mm, gạo nguyên 54%.",
            "98 to 102 days; 6.2 t/ha in water at 3‰ (check variety 4.1 t). Amylose 17.5%, grain "
            "length 7.1 mm, head rice 54%.",
        ),
        applications=Bilingual(
            "Vùng lúa - tôm và vùng cuối kênh nhiễm mặn theo mùa; gạo thơm phân khúc xuất khẩu.",
            "Rice-shrimp land and canal ends with seasonal salinity; fragrant rice for export.",
        ),
        keywords=(
            Bilingual("lúa chịu mặn", "salt-tolerant rice"),
            Bilingual("xâm nhập mặn", "salinity intrusion"),
            Bilingual("gạo thơm", "fragrant rice"),
            Bilingual("lúa - tôm", "rice-shrimp farming"),
        ),
        classes=("A01H 6/46", "A01H 5/10", "A01H 1/04"),
        offers=("exclusive-licence", "non-exclusive-licence"),
        asking="1,8 tỷ",
        application_number="",
        inventors=("Danh Hoàng Khải", "Dương Nhã Uyên"),
        funding=Bilingual(
            "Chương trình giống cấp tỉnh, đối ứng 20% từ Trường.",
            "Provincial seed programme with 20% counterpart funding by the university.",
        ),
        state_percent=80,
        readiness_evidence=Bilingual(
            "Khảo nghiệm diện rộng hai vụ tại năm điểm, tổng 38 ha; 26 hộ ghi sổ năng suất.",
            "Wide-area trials over two seasons at five sites, 38 ha in all; 26 households kept "
            "yield books.",
        ),
        days_ago=420,
    ),
    Invention(
        key="shrimp-ehp-test",
        house="chin-cua",
        kind="patent",
        readiness=7,
        field="aquaculture",
        title=Bilingual(
            "Bộ xét nghiệm LAMP phát hiện vi bào tử trùng EHP trên tôm ngay tại ao",
            "Pond-side LAMP test for the microsporidian EHP in shrimp",
        ),
        problem=Bilingual(
            "Tôm nhiễm EHP không chết mà chậm lớn; đến ngày 50 người nuôi mới biết thì đã tốn nửa "
            "vụ thức ăn. Gửi mẫu đi xét nghiệm PCR mất hai đến ba ngày, trại giống không thể giữ "
            "lứa tôm post chờ kết quả.",
            "Shrimp with EHP do not die but stop growing; by day 50, when farmers notice, half a "
            "crop of feed is gone. Sending samples for PCR takes two to three days, and a "
            "hatchery cannot hold post-larvae that long.",
        ),
        novelty=Bilingual(
            "Sáu mồi nhắm vào gen thành bào tử, cùng một bước phá bào tử bằng hạt gốm và nhiệt, "
            "không cần bộ chiết tách. Thuốc thử đông khô trong nắp ống, màu chuyển từ tím sang "
            "xanh da trời.",
            "Six primers target the spore-wall gene, with a ceramic-bead and heat step that "
            "breaks the spores without an extraction kit. Reagents are freeze-dried in the tube "
            "cap, and the colour turns from violet to sky blue.",
        ),
        advantages=Bilingual(
            "Kết quả sau 35 phút ở 63 °C, phát hiện 50 bản sao mỗi phản ứng; độ nhạy 96,4%, độ "
            "đặc hiệu 98,1% so với PCR trên 412 mẫu. Giá thành 48.000 đồng một phản ứng, bảo quản "
            "30 °C trong chín tháng.",
            "Result in 35 minutes at 63 °C from 50 copies per reaction; sensitivity 96.4% and "
            "specificity 98.1% against PCR over 412 samples. 48,000 dong per reaction to make, "
            "keeps nine months at 30 °C.",
        ),
        applications=Bilingual(
            "Trại sản xuất tôm giống, trạm kiểm dịch, đại lý thức ăn và hợp tác xã nuôi tôm.",
            "Shrimp hatcheries, quarantine stations, feed dealers and shrimp cooperatives.",
        ),
        keywords=(
            Bilingual("bệnh tôm", "shrimp disease"),
            Bilingual("EHP", "EHP"),
            Bilingual("xét nghiệm nhanh", "rapid test"),
            Bilingual("tôm giống", "shrimp post-larvae"),
        ),
        classes=("C12Q 1/6844", "C12Q 1/6895"),
        offers=("non-exclusive-licence", "joint-development"),
        asking="900 triệu",
        application_number="1-2024-99005",
        inventors=("Lâm Thị Cẩm Tú", "Clara Nyfors"),
        funding=Bilingual(
            "Nhiệm vụ cấp bộ về sức khỏe thủy sản, đã nghiệm thu.",
            "Ministry-level task on aquatic animal health, accepted.",
        ),
        state_percent=100,
        readiness_evidence=Bilingual(
            "Ba trại giống và một trạm kiểm dịch tự làm 412 mẫu; mù đôi với phòng thí nghiệm PCR.",
            "Three hatcheries and a quarantine station ran 412 samples themselves, double-blind "
            "against a PCR laboratory.",
        ),
        days_ago=310,
    ),
    Invention(
        key="robusta-fermentation",
        house="chin-cua",
        kind="know-how",
        readiness=8,
        field="food-processing",
        title=Bilingual(
            "Bí quyết lên men kín cà phê robusta bằng hai chủng men bản địa",
            "Know-how for closed fermentation of robusta coffee with two native strains",
        ),
        problem=Bilingual(
            "Robusta phơi nguyên quả thường chỉ đạt 76 đến 79 điểm thử nếm vì lên men không đều "
            "và dễ mốc khi gặp mưa trái mùa. Chế biến ướt kiểu cũ ngon hơn nhưng tốn 4 đến 5 m³ "
            "nước cho mỗi tấn quả tươi.",
            "Sun-dried robusta usually cups at only 76 to 79 points because it ferments unevenly "
            "and moulds in unseasonal rain. Old-style wet processing tastes better but takes 4 to "
            "5 m³ of water per tonne of fresh cherry.",
        ),
        novelty=Bilingual(
            "Một chủng vi khuẩn lactic và một chủng nấm men phân lập từ vỏ quả cà phê địa phương "
            "được cấy lần lượt cách nhau 10 giờ. Điểm dừng lên men định theo tốc độ giảm pH chứ "
            "không theo giờ, nên mẻ nóng và mẻ lạnh ra cùng một vị.",
            "A lactic bacterium and a yeast isolated from local coffee cherries are added one "
            "after the other, 10 hours apart. Fermentation is stopped by the rate at which pH "
            "falls, not by the clock, so that hot and cool batches taste the same.",
        ),
        advantages=Bilingual(
            "Điểm thử nếm trung bình 83,6 trên 27 lô, nước dùng 1,1 m³ mỗi tấn quả. Bồn kín 5 tấn "
            "làm bằng thép không gỉ phổ thông, hoàn vốn sau khoảng hai vụ.",
            "Average cupping score 83.6 over 27 lots with 1.1 m³ of water per tonne of cherry. "
            "The 5-tonne closed tank is of common stainless steel and pays back in about two "
            "seasons.",
        ),
        applications=Bilingual(
            "Xưởng sơ chế robusta đặc sản 50 đến 500 tấn quả tươi mỗi vụ.",
            "Fine robusta mills that process 50 to 500 tonnes of fresh cherry a season.",
        ),
        keywords=(
            Bilingual("cà phê robusta", "robusta coffee"),
            Bilingual("lên men kỵ khí", "anaerobic fermentation"),
            Bilingual("men bản địa", "native starter culture"),
            Bilingual("điểm thử nếm", "cupping score"),
        ),
        classes=("A23F 5/02", "C12N 1/16", "C12N 1/20"),
        offers=("non-exclusive-licence", "exclusive-licence", "service"),
        asking="450 triệu",
        application_number="",
        inventors=("Sơn Thị Ngọc Ánh", "Thạch Minh Trí"),
        funding=None,
        state_percent=None,
        readiness_evidence=Bilingual(
            "27 lô thương mại qua hai vụ tại hai hợp tác xã; phiếu thử nếm của ba người chấm độc "
            "lập.",
            "27 commercial lots over two seasons at two cooperatives; score sheets of three "
            "independent graders.",
        ),
        days_ago=530,
    ),
    Invention(
        key="lotus-seed-machine",
        house="chin-cua",
        kind="utility-solution",
        readiness=8,
        field="mechanical-engineering",
        title=Bilingual(
            "Máy bóc vỏ và thông tâm hạt sen tươi 220 kg/giờ",
            "Machine that peels fresh lotus seeds and removes the germ at 220 kg per hour",
        ),
        problem=Bilingual(
            "Hạt sen tươi phải bóc trong ngày, mỗi người làm tay được 5 đến 6 kg một giờ và hay "
            "đứt tay. Máy nhập dùng dao cố định nên hạt nhỏ bị sót vỏ, hạt to bị cắt vào thịt, tỷ "
            "lệ vỡ trên 10%.",
            "Fresh lotus seeds must be peeled the same day; by hand one person does 5 to 6 kg an "
            "hour and is often cut. Imported machines have fixed blades that leave skin on small "
            "seeds, cut into large ones and break more than 10%.",
        ),
        novelty=Bilingual(
            "Dao khía vòng treo trên lò xo lá tự điều chỉnh theo hạt từ 11 đến 17 mm. Tâm sen "
            "được đẩy ra bằng một tia khí nén 0,4 MPa dẫn hướng bằng kim rỗng, không khoan xuyên "
            "hạt.",
            "Ring-scoring blades hang on leaf springs that follow seeds of 11 to 17 mm. The germ "
            "is pushed out by a 0.4 MPa air jet through a hollow guide needle instead of drilling "
            "the seed.",
        ),
        advantages=Bilingual(
            "220 kg/giờ với hai công nhân, sạch vỏ 96%, vỡ 3,2%. Điện một pha 2,2 kW, các chi "
            "tiết mòn gia công được ở xưởng cơ khí địa phương.",
            "220 kg per hour with two workers, 96% clean, 3.2% broken. 2.2 kW single-phase; "
            "wearing parts can be made in a local workshop.",
        ),
        applications=Bilingual(
            "Hợp tác xã trồng sen, xưởng sen sấy, mứt và sữa hạt sen.",
            "Lotus cooperatives and makers of dried, candied and milk products of lotus seed.",
        ),
        keywords=(
            Bilingual("hạt sen", "lotus seed"),
            Bilingual("máy bóc vỏ", "peeling machine"),
            Bilingual("tâm sen", "lotus germ"),
            Bilingual("cơ khí nông nghiệp", "agricultural machinery"),
        ),
        classes=("A23N 5/00", "A23N 5/08", "A23N 4/12"),
        offers=("assignment", "non-exclusive-licence"),
        asking="900 triệu",
        application_number="2-2025-99006",
        inventors=("Huỳnh Tấn Phước", "Võ Đình Khôi"),
        funding=Bilingual(
            "Nhiệm vụ cấp tỉnh 60%, hợp tác xã đối ứng 40%.",
            "Provincial task for 60% with 40% counterpart funding by a cooperative.",
        ),
        state_percent=60,
        readiness_evidence=Bilingual(
            "Máy thứ ba chạy trọn một vụ sen, 41 tấn hạt; biên bản nghiệm thu của hợp tác xã.",
            "The third machine ran a full season, 41 tonnes of seed; acceptance minutes of the "
            "cooperative.",
        ),
        days_ago=290,
    ),
    Invention(
        key="landslide-station",
        house="chin-cua",
        kind="prototype",
        readiness=6,
        field="climate",
        title=Bilingual(
            "Trạm cảnh báo sớm trượt lở đất bằng cảm biến nghiêng và mưa, truyền LoRa",
            "Landslide early-warning station with tilt and rain sensors over LoRa",
        ),
        problem=Bilingual(
            "Bản tin mưa cấp tỉnh không nói được sườn đồi nào sắp trượt, nên thôn bản hoặc sơ tán "
            "thừa hoặc sơ tán muộn. Trạm quan trắc nhập khẩu giá vài trăm triệu đồng, cần sóng di "
            "động và điện lưới mà vùng cao thường mất đúng lúc mưa lớn.",
            "A provincial rain bulletin cannot say which slope is about to move, so villages "
            "evacuate too often or too late. Imported stations cost hundreds of millions of dong "
            "and need mobile coverage and mains power, which fail in the highlands just when it "
            "rains hardest.",
        ),
        novelty=Bilingual(
            "Ngưỡng báo động của mỗi sườn tự học từ độ ẩm đất và tốc độ nghiêng của chính nó, "
            "thay cho một ngưỡng mưa chung. Các trạm chuyển tiếp cho nhau, mất hai nút giữa vẫn "
            "còn đường truyền về còi thôn.",
            "Each slope's alarm level is learned from its own soil moisture and tilt rate instead "
            "of one common rain threshold. Stations relay for each other, so that losing two "
            "middle nodes still leaves a path to the village siren.",
        ),
        advantages=Bilingual(
            "Độ phân giải nghiêng 0,005°, báo về còi trong 3 phút, chạy 10 ngày không nắng. Giá "
            "thành 18,5 triệu đồng một trạm.",
            "Tilt resolution 0.005°, siren alarm within 3 minutes, 10 days without sun. A station "
            "costs 18.5 million dong to make.",
        ),
        applications=Bilingual(
            "Thôn bản dưới sườn dốc, taluy đường đèo, bãi thải mỏ và hồ chứa nhỏ.",
            "Villages below steep slopes, mountain road cuttings, mine tips and small reservoirs.",
        ),
        keywords=(
            Bilingual("trượt lở đất", "landslide"),
            Bilingual("cảnh báo sớm", "early warning"),
            Bilingual("cảm biến nghiêng", "tilt sensor"),
            Bilingual("LoRa", "LoRa"),
        ),
        classes=("G08B 21/10", "G01C 9/06", "G01W 1/14"),
        offers=("non-exclusive-licence", "joint-development"),
        asking="600 triệu",
        application_number="",
        inventors=("Võ Đình Khôi", "Huỳnh Tấn Phước", "Kiều Anh Thư"),
        funding=Bilingual(
            "Nhiệm vụ cấp tỉnh về phòng chống thiên tai.",
            "Provincial task on disaster prevention.",
        ),
        state_percent=100,
        readiness_evidence=Bilingual(
            "Sáu sườn dốc qua hai mùa mưa: báo trước 9 trên 11 lần trượt, trung bình 5,5 giờ; bốn "
            "lần báo sai.",
            "Six slopes over two rainy seasons: 9 of 11 slides were announced, 5.5 hours ahead on "
            "average; four false alarms.",
        ),
        days_ago=370,
    ),
    Invention(
        key="dengue-data",
        house="chin-cua",
        kind="data-set",
        readiness=7,
        field="health",
        title=Bilingual(
            "Bộ dữ liệu sốt xuất huyết, bọ gậy và khí hậu theo tuần của 58 xã trong sáu năm",
            "Weekly dengue, larvae and climate data of 58 communes over six years",
        ),
        problem=Bilingual(
            "Trạm y tế phun hóa chất khi đã có ổ dịch vì không biết tuần nào, xã nào sẽ tăng ca. "
            "Số ca, chỉ số bọ gậy và thời tiết nằm ở ba nơi, khác mã xã và khác tuần, nên không "
            "ai dựng được mô hình dự báo đáng tin.",
            "Health stations spray once an outbreak has begun, because nobody knows in which week "
            "and commune cases will rise. Cases, larval indices and weather lie in three places "
            "with different commune codes and weeks, so no reliable forecast can be built.",
        ),
        novelty=Bilingual(
            "41.200 lượt khảo sát bọ gậy tại hộ được nối với số ca theo tuần và khí hậu lưới 5 "
            "km, trên một bảng mã xã đã quy đổi qua các lần sáp nhập. Kèm mô hình cơ sở và bộ "
            "chia tập học, tập thử cố định để các nhóm khác so sánh công bằng.",
            "41,200 household larval surveys are joined to weekly cases and 5 km climate grids on "
            "one table of commune codes carried across mergers. A baseline model and fixed "
            "train-test splits let other groups compare fairly.",
        ),
        advantages=Bilingual(
            "Mô hình cơ sở báo trước bốn tuần với AUC 0,86. Số ca đã gộp, không có tên, địa chỉ "
            "hay tọa độ hộ; kèm từ điển dữ liệu và chấp thuận của hội đồng đạo đức.",
            "The baseline warns four weeks ahead with an AUC of 0.86. Cases are aggregated "
            "without names, addresses or household positions; data dictionary and ethics approval "
            "included.",
        ),
        applications=Bilingual(
            "Hệ thống cảnh báo dịch cấp tỉnh, phân bổ hóa chất, nghiên cứu vắc-xin và bảo hiểm.",
            "Provincial epidemic alerts, allocation of insecticide, vaccine and insurance "
            "research.",
        ),
        keywords=(
            Bilingual("sốt xuất huyết", "dengue"),
            Bilingual("dữ liệu dịch tễ", "epidemiological data"),
            Bilingual("bọ gậy", "mosquito larvae"),
            Bilingual("dự báo dịch", "outbreak forecast"),
        ),
        classes=("G16H 50/80",),
        offers=("non-exclusive-licence", "joint-development"),
        asking="",
        application_number="",
        inventors=("Dương Nhã Uyên", "Clara Nyfors"),
        funding=Bilingual(
            "Nhiệm vụ cấp bộ về y tế dự phòng 50%, phần còn lại do đối tác quốc tế tài trợ.",
            "Ministry-level task on preventive health for 50%, the rest by international partners.",
        ),
        state_percent=50,
        readiness_evidence=Bilingual(
            "Hai trung tâm y tế dùng thử bảng cảnh báo tuần trong một mùa dịch.",
            "Two health centres used the weekly alert table through one dengue season.",
        ),
        days_ago=95,
    ),
    Invention(
        key="salinity-forecast",
        house="chin-cua",
        kind="software",
        readiness=7,
        field="software",
        title=Bilingual(
            "Phần mềm dự báo độ mặn từng cống trước bảy ngày",
            "Software that forecasts salinity at each sluice seven days ahead",
        ),
        problem=Bilingual(
            "Người trực cống lấy nước theo kinh nghiệm con nước; đóng muộn vài giờ là cả cánh "
            "đồng nhiễm mặn, đóng sớm thì thiếu nước ngọt. Bản tin mặn theo tuần chỉ cho từng cửa "
            "sông, không cho từng cống.",
            "Sluice keepers take in water by their feel for the tide; closing a few hours late "
            "salts a whole field, closing early leaves it without fresh water. Weekly salinity "
            "bulletins speak of river mouths, not of single sluices.",
        ),
        novelty=Bilingual(
            "Mạng hồi quy được ràng buộc bằng phương trình lan truyền mặn một chiều, nên vẫn hợp "
            "lý khi gió chướng mạnh hơn mọi năm đã học. Mỗi giờ kèm khoảng tin cậy và giờ đóng "
            "cống khuyến nghị.",
            "A recurrent network is bound by the one-dimensional equation of salt transport, so "
            "it stays sensible when the trade wind is stronger than in any year it has learned. "
            "Each hour carries a confidence band and an advised closing time.",
        ),
        advantages=Bilingual(
            "Sai số trung bình 0,42 g/l trước 24 giờ và 0,9 g/l trước bảy ngày, kiểm trên 31 trạm "
            "và 11 mùa khô. Chạy trên máy tính xách tay, không cần mạng.",
            "Mean error 0.42 g/l at 24 hours and 0.9 g/l at seven days, tested on 31 stations and "
            "11 dry seasons. Runs on a laptop without a network.",
        ),
        applications=Bilingual(
            "Công ty thủy lợi, hợp tác xã lúa và cây ăn trái, nhà máy nước ven biển.",
            "Irrigation companies, rice and fruit cooperatives, coastal water works.",
        ),
        keywords=(
            Bilingual("xâm nhập mặn", "salinity intrusion"),
            Bilingual("cống ngăn mặn", "salinity sluice"),
            Bilingual("dự báo", "forecasting"),
            Bilingual("thủy lợi", "irrigation"),
        ),
        classes=("G06Q 10/04", "G06Q 50/02", "G06N 3/044"),
        offers=("non-exclusive-licence", "service"),
        asking="350 triệu",
        application_number="",
        inventors=("Kiều Anh Thư", "Danh Hoàng Khải"),
        funding=Bilingual(
            "Nhiệm vụ cấp tỉnh về quản lý nước, đã đăng ký kết quả.",
            "Provincial task on water management, result registered.",
        ),
        state_percent=100,
        readiness_evidence=Bilingual(
            "Một công ty thủy lợi vận hành chín cống theo phần mềm suốt một mùa khô; nhật ký đóng "
            "mở được lưu.",
            "An irrigation company ran nine sluices by it through one dry season; the opening log "
            "is kept.",
        ),
        days_ago=230,
    ),
)

NEEDS: tuple[Need, ...] = (
    Need(
        key="crane-corrosion",
        house="mo-neo-do",
        field="materials",
        title=Bilingual(
            "Sơn chống gỉ cho chân cần trục bờ, thi công được trong mùa nồm",
            "Rust protection for quay-crane legs that can be applied in the humid season",
        ),
        problem=Bilingual(
            "Bảy cần trục bờ của chúng tôi gỉ từ mối hàn chân cần chỉ ba năm sau khi sơn lại. Từ "
            "tháng Hai đến tháng Tư độ ẩm trên 85%, không sơn được, mà mùa hàng thì không dừng "
            "cần quá ba ngày.",
            "Our seven quay cranes rust from the welds of their legs only three years after "
            "repainting. From February to April humidity is above 85% and we cannot paint, while "
            "in the busy season no crane may stand for more than three days.",
        ),
        done_when=Bilingual(
            "Mẫu thép đạt ít nhất 1.000 giờ phun muối trung tính, bám dính từ 8 MPa; sơn xong một "
            "chân cần trong 72 giờ ở độ ẩm 85%.",
            "Steel panels pass at least 1,000 hours of neutral salt spray with 8 MPa adhesion or "
            "more; one leg is painted within 72 hours at 85% humidity.",
        ),
        budget_from="500 triệu",
        budget_to="1,5 tỷ",
        unnamed=False,
        keywords=(
            Bilingual("chống gỉ", "rust protection"),
            Bilingual("cần trục cảng", "port crane"),
            Bilingual("phun muối", "salt spray"),
        ),
        days_ago=575,
    ),
    Need(
        key="tractor-batteries",
        house="mo-neo-do",
        field="energy",
        title=Bilingual(
            "Kiểm tra nhanh pin cũ của xe đầu kéo điện để dùng lại làm kho điện",
            "Quick check of used yard-tractor batteries for reuse as storage",
        ),
        problem=Bilingual(
            "Trong hai năm tới chúng tôi thải khoảng 90 bộ pin LFP của xe đầu kéo. Muốn ghép lại "
            "thành kho điện cho giàn container lạnh nhưng không biết mô-đun nào còn tốt, và không "
            "muốn tháo rời từng cell vì mối hàn laser.",
            "Over the next two years we retire about 90 LFP packs of yard tractors. We want to "
            "regroup them as storage for reefer racks but cannot tell which modules are good, and "
            "would rather not cut every cell out of its laser welds.",
        ),
        done_when=Bilingual(
            "Đo được ít nhất 60 mô-đun mỗi ca, sai số sức khỏe pin không quá 4% so với nạp xả đầy "
            "đủ trên 30 mô-đun do chúng tôi chọn.",
            "At least 60 modules are measured per shift, and the state of health is within 4% of "
            "full charge-discharge tests on 30 modules of our choice.",
        ),
        budget_from="1 tỷ",
        budget_to="3 tỷ",
        unnamed=True,
        keywords=(
            Bilingual("pin cũ", "used batteries"),
            Bilingual("xe đầu kéo điện", "electric yard tractor"),
            Bilingual("lưu trữ điện", "energy storage"),
        ),
        days_ago=120,
    ),
    Need(
        key="container-damage",
        house="mo-neo-do",
        field="software",
        title=Bilingual(
            "Nhận dạng vết móp, thủng của container khi xe chạy qua cổng cảng",
            "Spotting dents and holes in containers while trucks pass the port gate",
        ),
        problem=Bilingual(
            "Nhân viên giao nhận đi quanh từng container để ghi vết móp, mất bốn phút mỗi xe và "
            "hay tranh cãi ai làm hỏng. Ban đêm và trời mưa gần như không ghi được vết trên nóc.",
            "Tally clerks walk around each container to note damage, which takes four minutes per "
            "truck and ends in disputes over who caused it. At night and in rain, damage on the "
            "roof is hardly ever recorded.",
        ),
        done_when=Bilingual(
            "Xe qua cổng ở 15 km/giờ, phát hiện 95% vết móp sâu từ 30 mm và vết thủng từ 10 mm, "
            "báo sai dưới 3% trên 2.000 lượt, có cả lượt đêm và mưa.",
            "With trucks passing at 15 km/h, 95% of dents from 30 mm deep and holes from 10 mm "
            "are found, with under 3% false alarms over 2,000 passes that include night and rain.",
        ),
        budget_from="700 triệu",
        budget_to="2 tỷ",
        unnamed=False,
        keywords=(
            Bilingual("cảng biển", "seaport"),
            Bilingual("thị giác máy tính", "computer vision"),
            Bilingual("container", "container"),
        ),
        days_ago=64,
    ),
    Need(
        key="robusta-quality",
        house="hat-suong",
        field="food-processing",
        title=Bilingual(
            "Nâng điểm thử nếm robusta lên trên 82 mà không tăng nước chế biến",
            "Raising robusta cupping scores above 82 without more processing water",
        ),
        problem=Bilingual(
            "Xưởng chúng tôi sơ chế 320 tấn quả tươi mỗi vụ, điểm thử nếm quanh 78 và mỗi lô một "
            "khác. Bạn hàng trả thêm 35% cho lô trên 82 điểm, nhưng giếng khoan của xưởng không "
            "đủ nước để làm ướt.",
            "Our mill processes 320 tonnes of fresh cherry a season at around 78 points, and each "
            "lot differs. Buyers pay 35% more above 82 points, but the mill's wells cannot supply "
            "wet processing.",
        ),
        done_when=Bilingual(
            "Mười lô liên tiếp từ 5 tấn đạt từ 82 điểm do ba người chấm độc lập, nước không quá "
            "1,5 m³ mỗi tấn quả tươi.",
            "Ten consecutive lots of 5 tonnes or more score at least 82 with three independent "
            "graders, using no more than 1.5 m³ of water per tonne of cherry.",
        ),
        budget_from="300 triệu",
        budget_to="600 triệu",
        unnamed=False,
        keywords=(
            Bilingual("cà phê đặc sản", "specialty coffee"),
            Bilingual("sơ chế cà phê", "coffee processing"),
            Bilingual("lên men", "fermentation"),
        ),
        days_ago=515,
    ),
    Need(
        key="post-larvae-screening",
        house="hat-suong",
        field="aquaculture",
        title=Bilingual(
            "Sàng lọc ba mầm bệnh trên tôm post trong một giờ trước khi xuất trại",
            "Screening post-larvae for three pathogens within an hour before shipping",
        ),
        problem=Bilingual(
            "Trại giống xuất 40 triệu tôm post mỗi tháng và đã hai lần phải đền vì khách báo tôm "
            "chậm lớn. Gửi mẫu PCR thì hai ngày mới có kết quả, trong khi tôm post chỉ giữ được "
            "một đêm trong bể xuất.",
            "Our hatchery ships 40 million post-larvae a month and has twice paid compensation "
            "for stunted shrimp. PCR results take two days, while post-larvae keep for one night "
            "in the shipping tanks.",
        ),
        done_when=Bilingual(
            "Một kỹ thuật viên làm được 24 mẫu gộp mỗi giờ cho EHP, đốm trắng và hoại tử gan tụy "
            "cấp; độ nhạy từ 95% so với PCR, dưới 120.000 đồng một mẫu.",
            "One technician runs 24 pooled samples an hour for EHP, white spot and acute "
            "hepatopancreatic necrosis; at least 95% sensitivity against PCR, below 120,000 dong "
            "per sample.",
        ),
        budget_from="400 triệu",
        budget_to="1 tỷ",
        unnamed=True,
        keywords=(
            Bilingual("tôm giống", "shrimp post-larvae"),
            Bilingual("mầm bệnh", "pathogen"),
            Bilingual("xét nghiệm nhanh", "rapid test"),
        ),
        days_ago=140,
    ),
    Need(
        key="lotus-peeling",
        house="hat-suong",
        field="mechanical-engineering",
        title=Bilingual(
            "Máy tách hạt sen 200 kg/giờ cho xưởng sấy",
            "A 200 kg/h lotus-seed peeler for our drying plant",
        ),
        problem=Bilingual(
            "Mùa sen chỉ ba tháng, mỗi ngày xưởng nhận 1,2 tấn hạt tươi mà thuê đủ người bóc tay "
            "rất khó. Hạt để qua đêm thâm đầu, phải bán giá thấp hơn một phần ba.",
            "The season lasts three months and the plant takes in 1.2 tonnes of fresh seed a day, "
            "but enough hands to peel them are hard to find. Seed kept overnight darkens at the "
            "tip and sells for a third less.",
        ),
        done_when=Bilingual(
            "Chạy liên tục 4 giờ đạt 200 kg/giờ, vỡ không quá 5%, sạch vỏ và tâm từ 95% trên ba "
            "giống sen.",
            "Over 4 hours without a stop it does 200 kg per hour with no more than 5% broken and "
            "at least 95% free of skin and germ, on three lotus varieties.",
        ),
        budget_from="500 triệu",
        budget_to="1 tỷ",
        unnamed=False,
        keywords=(
            Bilingual("hạt sen", "lotus seed"),
            Bilingual("bóc vỏ", "peeling"),
            Bilingual("máy chế biến", "processing machine"),
        ),
        days_ago=245,
    ),
    Need(
        key="village-landslides",
        house="duyen-son",
        field="climate",
        title=Bilingual(
            "Cảnh báo sạt lở cho 36 thôn vùng cao khi mất điện và mất sóng",
            "Landslide warning for 36 highland villages when power and signal fail",
        ),
        problem=Bilingual(
            "Ba mùa mưa liền, các thôn dưới sườn dốc phải sơ tán theo một bản tin chung cho cả "
            "vùng, có đêm sơ tán thừa, có đêm không kịp. Khi mưa lớn nhất thì trạm di động mất "
            "điện trước tiên.",
            "For three rainy seasons villages below steep slopes have evacuated on one bulletin "
            "for the whole area, some nights for nothing and once too late. In the heaviest rain "
            "the mobile masts are the first to lose power.",
        ),
        done_when=Bilingual(
            "Còi thôn báo trước ít nhất 2 giờ trong 80% số lần trượt của một mùa mưa, không quá "
            "ba lần báo sai mỗi thôn; trạm tự chạy 7 ngày không nắng.",
            "Village sirens sound at least 2 hours ahead of 80% of slides in one rainy season, "
            "with no more than three false alarms per village; stations run 7 days without sun.",
        ),
        budget_from="1,5 tỷ",
        budget_to="3,2 tỷ",
        unnamed=False,
        keywords=(
            Bilingual("sạt lở đất", "landslide"),
            Bilingual("cảnh báo sớm", "early warning"),
            Bilingual("vùng cao", "highlands"),
        ),
        days_ago=180,
    ),
    Need(
        key="sluice-salinity",
        house="duyen-son",
        field="environment",
        title=Bilingual(
            "Cảnh báo mặn cho 12 cống lấy nước: đo, dự báo và nhắn tin cho người trực",
            "Salinity warning for 12 intake sluices: measure, forecast and text the keepers",
        ),
        problem=Bilingual(
            "Mùa khô năm ngoái 1.900 ha lúa phải gieo lại vì cống đóng chậm. Hiện người trực đo "
            "tay hai lần một ngày; 12 cống chưa có cảm biến, cũng chưa ai báo trước được giờ mặn "
            "về.",
            "Last dry season 1,900 ha of rice had to be sown again because sluices closed late. "
            "Keepers now measure by hand twice a day; the 12 sluices have no sensors, and nobody "
            "can say in advance at what hour the salt arrives.",
        ),
        done_when=Bilingual(
            "Mỗi cống có số đo 15 phút một lần, dự báo trước 24 giờ sai không quá 0,5 g/l trong "
            "một mùa khô, tin nhắn đến người trực trong 5 phút.",
            "Each sluice reports every 15 minutes, the 24-hour forecast is within 0.5 g/l over "
            "one dry season, and messages reach the keeper within 5 minutes.",
        ),
        budget_from="1,2 tỷ",
        budget_to="2,4 tỷ",
        unnamed=False,
        keywords=(
            Bilingual("xâm nhập mặn", "salinity intrusion"),
            Bilingual("cống lấy nước", "intake sluice"),
            Bilingual("quan trắc", "monitoring"),
        ),
        days_ago=110,
    ),
)

FITS: tuple[Fit, ...] = (
    Fit("crane-corrosion", "coastal-steel-coating", 3),
    Fit("crane-corrosion", "planted-revetment-block", 0),
    Fit("crane-corrosion", "low-salt-dyeing", 0),
    Fit("tractor-batteries", "battery-cell-sorting", 2),
    Fit("tractor-batteries", "magnet-rare-earths", 0),
    Fit("container-damage", "coastal-steel-coating", 0),
    Fit("container-damage", "landslide-station", 0),
    Fit("robusta-quality", "robusta-fermentation", 3),
    Fit("robusta-quality", "lotus-seed-machine", 0),
    Fit("post-larvae-screening", "shrimp-ehp-test", 2),
    Fit("post-larvae-screening", "dengue-data", 0),
    Fit("lotus-peeling", "lotus-seed-machine", 3),
    Fit("lotus-peeling", "robusta-fermentation", 0),
    Fit("village-landslides", "landslide-station", 3),
    Fit("village-landslides", "planted-revetment-block", 0),
    Fit("village-landslides", "dengue-data", 0),
    Fit("sluice-salinity", "salinity-forecast", 2),
    Fit("sluice-salinity", "landslide-station", 1),
    Fit("sluice-salinity", "salt-tolerant-rice", 1),
    Fit("sluice-salinity", "low-salt-dyeing", 0),
)
