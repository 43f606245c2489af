"""Templates compile, hold nothing inline, load nothing from elsewhere, and label what they ask."""

import re

import pytest

from marketplace.web.templating import environment
from tests.tools.sources import ROOT, python_files, templates

PAGES = [name for name in templates() if name.endswith(".html")]
SITE = [name for name in PAGES if not name.startswith("letters/")]
TAG = re.compile(r"<(input|select|textarea)\b((?:\{\{.*?\}\}|\{%.*?%\}|[^>])*)>", re.DOTALL)


def source(name: str) -> str:
    text = (ROOT / "templates" / name).read_text(encoding="utf-8")
    return re.sub(r"\{#.*?#\}", "", text, flags=re.DOTALL)


@pytest.mark.parametrize("name", templates())
def test_it_compiles(name: str) -> None:
    environment().get_template(name)


@pytest.mark.parametrize("name", SITE)
def test_nothing_is_inline(name: str) -> None:
    text = source(name)
    assert not re.search(r"<style\b", text)
    assert not re.search(r"\sstyle\s*=", text)
    assert not re.search(r"<[^>]+\son[a-z]+\s*=", text)
    assert "javascript:" not in text
    for tag, inside in re.findall(r"<script\b([^>]*)>(.*?)</script>", text, re.DOTALL):
        assert "src=" in tag
        assert inside.strip() == ""


@pytest.mark.parametrize("name", SITE)
def test_nothing_is_loaded_from_elsewhere(name: str) -> None:
    assert not re.search(r"""\b(src|srcset|action)\s*=\s*["'](https?:)?//""", source(name))
    assert not re.search(r"""<link[^>]+href\s*=\s*["'](https?:)?//""", source(name))
    assert "@import" not in source(name)


@pytest.mark.parametrize("name", SITE)
def test_what_is_asked_has_a_label(name: str) -> None:
    text = source(name)
    for control, attributes in TAG.findall(text):
        if 'type="hidden"' in attributes:
            continue
        found = re.search(r'\bid="((?:\{\{.*?\}\}|[^"])*)"', attributes)
        before = text[: text.index(f"<{control}{attributes}>")]
        inside = before.rfind("<label") > before.rfind("</label>")
        # in components/field.html the id of most controls stands in a block of its own
        id_ = found.group(1) if found else "{{ id }}" if "{{ common }}" in attributes else None
        labelled = inside or "aria-label" in attributes or f'for="{id_}"' in text
        assert labelled, f"<{control}{attributes}>"


@pytest.mark.parametrize("name", SITE)
def test_a_picture_says_what_it_shows(name: str) -> None:
    for tag in re.findall(r"<img\b[^>]*>", source(name)):
        assert "alt=" in tag


@pytest.mark.parametrize("name", SITE)
def test_text_that_people_typed_is_escaped(name: str) -> None:
    assert "|safe" not in re.sub(r"\s", "", source(name))
    assert "autoescape false" not in source(name)


@pytest.mark.parametrize("name", [one for one in SITE if "/" in one and "components" not in one])
def test_a_page_belongs_to_the_frame(name: str) -> None:
    """A page extends the base; a part (a panel, a row) is one that some other file names."""
    if '{% extends "base.html" %}' not in source(name):
        assert used(name), f"{name} is neither a page nor part of one"


@pytest.mark.parametrize("name", templates())
def test_it_is_used(name: str) -> None:
    assert used(name)


def used(name: str) -> bool:
    own = ROOT / "templates" / name
    others = [*python_files("marketplace"), *(ROOT / "templates" / one for one in templates())]
    wanted = (f'"{name}"', f"'{name}'")
    stem = name.rsplit(".", 1)[0]
    return any(
        any(word in file.read_text(encoding="utf-8") for word in wanted)
        or f'"{stem}' in file.read_text(encoding="utf-8")
        for file in others
        if file != own
    )


@pytest.mark.parametrize("name", templates())
def test_one_feature_does_not_borrow_anothers_templates(name: str) -> None:
    own = name.split("/", 1)[0]
    for other in re.findall(r'{%\s*(?:from|include|extends|import)\s*"([^"]+)"', source(name)):
        assert other.split("/", 1)[0] in (own, "components", "base.html"), other
