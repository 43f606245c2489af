"""A small market of our own, Vietnamese and English, with what fits what."""

from matching import Document

INVENTIONS = (
    Document(
        "brackish-filter",
        {
            "title": "Màng lọc nước lợ dùng năng lượng mặt trời\nSolar membrane for brackish water",
            "keywords": "màng lọc\nnước lợ\ndesalination",
            "text": "Màng nano khử mặn nước lợ cho ao nuôi tôm, không cần lưới điện.\n"
            "A nanofiltration membrane removes salt from brackish water for shrimp ponds.",
        },
        classes=("C02F 1/44", "B01D 61/02"),
        readiness=6,
        money=(800_000_000, 1_200_000_000),
        currency="VND",
    ),
    Document(
        "dye-waste",
        {
            "title": "Xử lý nước thải dệt nhuộm bằng vi tảo\nMicroalgae treat textile waste water",
            "keywords": "vi tảo\nnước thải\ndệt nhuộm",
            "text": "Bể vi tảo khử màu thuốc nhuộm trong nước thải của xưởng dệt.\n"
            "Microalgae take the colour of reactive dyes out of textile waste water.",
        },
        classes=("C02F 3/32",),
        readiness=4,
        money=(None, 300_000_000),
        currency="VND",
    ),
    Document(
        "coffee-dryer",
        {
            "title": "Máy sấy cà phê bơm nhiệt\nHeat pump dryer for coffee",
            "keywords": "cà phê\nsấy\nbơm nhiệt",
            "text": "Máy sấy giữ hương cà phê nhờ nhiệt độ thấp, tiết kiệm điện.\n"
            "The dryer keeps the aroma of coffee at low temperature and saves power.",
        },
        classes=("F26B 3/02",),
        readiness=8,
        money=(45_000_00, 60_000_00),
        currency="USD",
    ),
    Document(
        "battery",
        {
            "title": "Lithium recovery from spent batteries",
            "text": "Leaching recovers lithium and cobalt from spent battery cells.",
        },
        classes=("H01M 10/54", "C22B 26/12"),
    ),
    Document(
        "leaf-spots",
        {
            "title": "Nhận dạng bệnh đốm lá lúa qua ảnh",
            "text": "Phần mềm nhận ra bệnh đốm lá trên cây lúa từ ảnh điện thoại.",
        },
        readiness=5,
    ),
)

NEEDS = {
    "brackish-filter": "Cần lọc nước lợ cho ao tôm, giảm độ mặn mà không tốn điện",
    "dye-waste": "Nước thải xưởng nhuộm còn màu, cần cách xử lý rẻ",
    "coffee-dryer": "Sấy cà phê bị mất hương khi mưa kéo dài",
    "battery": "We look for a way to recover cobalt from old batteries",
    "leaf-spots": "Nông dân muốn biết sớm bệnh trên lá lúa",
}
"""What people ask, by the invention that fits."""


def query(text: str) -> Document:
    return Document("need", {"text": text})
