"""The reader's own choice first, then what the browser asks for, then the site's."""

import re

import pytest

from marketplace.locale import best_of
from marketplace.web.language import COOKIE
from tests.tools.site import Site


@pytest.mark.parametrize(
    ("accepted", "chosen"),
    [
        ("", "vi"), ("vi", "vi"), ("en", "en"), ("en-US,en;q=0.9", "en"), ("fr,de", "vi"),
        ("fr;q=1,en;q=0.2", "en"), ("vi;q=0.3,en;q=0.8", "en"), ("en;q=0.3,vi;q=0.8", "vi"),
        ("EN-gb", "en"), ("en;q=x", "vi"), (";;;,,", "vi"), ("*", "vi"), ("en;q=nan", "en"),
    ],
)  # fmt: skip
def test_the_browsers_wish_is_weighed(accepted: str, chosen: str) -> None:
    assert best_of(accepted, "vi") == chosen


@pytest.mark.parametrize(
    ("cookie", "accepted", "shown"),
    [
        ("en", "vi", "en"), ("vi", "en", "vi"), ("fr", "en", "en"), ("", "en", "en"),
        ("<b>", "vi", "vi"), ('"', "en", "en"),
    ],
)  # fmt: skip
def test_the_readers_choice_comes_first(
    still: Site, cookie: str, accepted: str, shown: str
) -> None:
    headers = {"accept-language": accepted, "cookie": f"{COOKIE}={cookie}"}
    answer = still.visitor().get("/journal", headers=headers)
    assert re.search(r'<html lang="(\w+)">', answer.text)
    assert f'<html lang="{shown}">' in answer.text
    assert answer.headers["content-language"] == shown


def test_the_site_language_is_for_those_who_ask_for_neither(still: Site) -> None:
    answer = still.visitor("fr-FR,fr;q=0.9").get("/journal")
    assert '<html lang="vi">' in answer.text


def test_one_readers_language_is_not_the_next_ones(still: Site) -> None:
    for language in ("vi", "en") * 3:
        answer = still.visitor(language).get("/journal")
        assert f'<html lang="{language}">' in answer.text
