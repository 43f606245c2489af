import re
import unicodedata

from marketplace.rulebook.fields import FIELDS, Field, Sector
from marketplace.rulebook.provinces import PROVINCES


def without_marks(name: str) -> str:
    spread = unicodedata.normalize("NFD", name.lower().replace("đ", "d"))
    return "".join(char for char in spread if not unicodedata.combining(char))


def test_there_are_34_provinces_each_once() -> None:
    provinces = PROVINCES.values()
    assert len(PROVINCES) == 34
    for part in ("code", "official_code", "vi", "en"):
        assert len({getattr(province, part) for province in provinces}) == 34


def test_provinces_stand_in_the_official_order() -> None:
    codes = [province.official_code for province in PROVINCES.values()]
    assert codes == sorted(codes)
    assert all(re.fullmatch("[0-9]{2}", code) for code in codes)


def test_a_province_is_known_by_its_name_without_tone_marks() -> None:
    for code, province in PROVINCES.items():
        assert code == province.code
        plain = without_marks(province.vi).removeprefix("thanh pho ")
        assert code == plain.replace(" ", "-")
        assert province.vi == unicodedata.normalize("NFC", province.vi)
        assert province.en.isascii()


def test_a_province_has_a_name_in_each_language() -> None:
    assert PROVINCES["ho-chi-minh"].name("vi") == "Thành phố Hồ Chí Minh"
    assert PROVINCES["ho-chi-minh"].name("en") == "Ho Chi Minh City"


def test_every_field_stands_in_one_sector() -> None:
    assert list(FIELDS) == list(Sector)
    assert [field for fields in FIELDS.values() for field in fields] == list(Field)


def test_field_codes_are_readable_and_labels_differ() -> None:
    for choices in (list(Sector), list(Field)):
        assert all(re.fullmatch("[a-z]+(-[a-z]+)*", choice.value) for choice in choices)
        assert len({choice.label.message for choice in choices}) == len(choices)
