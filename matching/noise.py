"""Words that rank, because every word does, but are no reason that one shows to people."""

from functools import lru_cache

from matching.analysis import WORD, compose
from matching.stopwords import ENGLISH


def words_of(text: str) -> frozenset[str]:
    return frozenset(text.split())


LETTERS_OF_A_WORD = 2
"""What is shorter is a unit, a symbol or an initial."""
EVERYDAY = words_of(
    """
    ba bằng biết bị bốn bộ cao càng chỉ chiều chúng chưa con còn có cũng cùng cần của do dùng dưới
    giữa giờ hai hàng hơn khoảng không kiểu kể là làm lên loại lớn lần mà mét mình mấy một mọi mỗi
    mới mức năm nên ngay ngoài ngày người nhau nhiều nhỏ như nhưng nhất những nó nơi nếu phút phải
    qua quá ra riêng rất sau số sẽ sự tháng theo thấp thêm thì trong trên trước tuần tôi tại tất tới
    từ từng tự vì việc và vào vài vẫn về với xuống ít đang đi điều đã đây đó được đạt đều đến đổi
    đồng để đủ
    able asks better big brought call came case change cheap come comes cost costs day days done
    enough fall few find first five four full get gets give given goes good great half held high
    higher hold holds hour hours keep keeps kept kind large last least leave left less level levels
    long look low lower made main make makes mean means method minute minutes month months need
    needed needs new number old open order part parts people per place point problem put reach
    reaches right rise run runs second set short side simple size small stand stands stay step still
    system take taken takes ten third three time times today total turn two type way week weeks well
    went work works year years
    cm dm ha kg km kw kwh lít mg mm ml mpa tấn tonne tonnes vnd usd
    """
)
"""Words that fit almost any text, as they are written."""
GRAMMAR = words_of(
    """
    bởi các cho chưa chỉ còn của cũng dưới gì hay hoặc khi nào nếu như những vào giờ hai là lên
    mà mét mỗi một ngày này nên phút phải qua ra rất sau sẽ tháng theo thêm thì trong trên trước
    tấn và vẫn về với xuống đang đã đó được đến để
    """
)
"""Those of them beside which another word makes no name."""


@lru_cache(maxsize=1 << 14)
def is_noise(spelling: str) -> bool:
    """Whether it says nothing by itself: a letter, a bare number, a unit, an everyday word."""
    words = WORD.findall(compose(spelling))
    return not words or any(map(_empty, words)) or all(word.lower() in EVERYDAY for word in words)


def _empty(word: str) -> bool:
    """Grammar, or no word at all; next to a real word it makes the pair no better."""
    if len(word.rstrip("²³")) < LETTERS_OF_A_WORD or not any(map(str.isalpha, word)):
        return True
    lower = word.lower()
    return lower in ENGLISH or lower in GRAMMAR
