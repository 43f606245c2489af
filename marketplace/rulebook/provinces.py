"""The 34 provinces and centrally-run cities of Viet Nam since 1 July 2025.

Names: Resolution 202/2025/QH15 of the National Assembly; `official_code`: Decision 19/2025/QĐ-TTg.
Whether a unit is a province or a city is left out: it changes, and no rule of the market asks.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Province:
    """`code` is ours and never changes; `official_code` is for exchange with State systems."""

    code: str
    official_code: str
    vi: str
    en: str

    def name(self, language: str) -> str:
        return self.vi if language == "vi" else self.en


PROVINCES = {
    province.code: province
    for province in (
        Province("ha-noi", "01", "Hà Nội", "Hanoi"),
        Province("cao-bang", "04", "Cao Bằng", "Cao Bang"),
        Province("tuyen-quang", "08", "Tuyên Quang", "Tuyen Quang"),
        Province("dien-bien", "11", "Điện Biên", "Dien Bien"),
        Province("lai-chau", "12", "Lai Châu", "Lai Chau"),
        Province("son-la", "14", "Sơn La", "Son La"),
        Province("lao-cai", "15", "Lào Cai", "Lao Cai"),
        Province("thai-nguyen", "19", "Thái Nguyên", "Thai Nguyen"),
        Province("lang-son", "20", "Lạng Sơn", "Lang Son"),
        Province("quang-ninh", "22", "Quảng Ninh", "Quang Ninh"),
        Province("bac-ninh", "24", "Bắc Ninh", "Bac Ninh"),
        Province("phu-tho", "25", "Phú Thọ", "Phu Tho"),
        Province("hai-phong", "31", "Hải Phòng", "Hai Phong"),
        Province("hung-yen", "33", "Hưng Yên", "Hung Yen"),
        Province("ninh-binh", "37", "Ninh Bình", "Ninh Binh"),
        Province("thanh-hoa", "38", "Thanh Hóa", "Thanh Hoa"),
        Province("nghe-an", "40", "Nghệ An", "Nghe An"),
        Province("ha-tinh", "42", "Hà Tĩnh", "Ha Tinh"),
        Province("quang-tri", "44", "Quảng Trị", "Quang Tri"),
        Province("hue", "46", "Huế", "Hue"),
        Province("da-nang", "48", "Đà Nẵng", "Da Nang"),
        Province("quang-ngai", "51", "Quảng Ngãi", "Quang Ngai"),
        Province("gia-lai", "52", "Gia Lai", "Gia Lai"),
        Province("khanh-hoa", "56", "Khánh Hòa", "Khanh Hoa"),
        Province("dak-lak", "66", "Đắk Lắk", "Dak Lak"),
        Province("lam-dong", "68", "Lâm Đồng", "Lam Dong"),
        Province("dong-nai", "75", "Đồng Nai", "Dong Nai"),
        Province("ho-chi-minh", "79", "Thành phố Hồ Chí Minh", "Ho Chi Minh City"),
        Province("tay-ninh", "80", "Tây Ninh", "Tay Ninh"),
        Province("dong-thap", "82", "Đồng Tháp", "Dong Thap"),
        Province("vinh-long", "86", "Vĩnh Long", "Vinh Long"),
        Province("an-giang", "91", "An Giang", "An Giang"),
        Province("can-tho", "92", "Cần Thơ", "Can Tho"),
        Province("ca-mau", "96", "Cà Mau", "Ca Mau"),
    )
}
"""By our code, in the order of the official list."""
