"""Every message has its Vietnamese words; English needs none."""

import ast
import re
from functools import cache
from typing import Any

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

from tests.tools.sources import ROOT, python_files

KEYWORDS: dict[str, Any] = {**DEFAULT_KEYWORDS, "t": None}
PLACEHOLDER = re.compile(r"%\((\w+)\)s")


@cache
def messages() -> tuple[str | tuple[str, ...], ...]:
    """Every message of code and templates, as `make messages` extracts them."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]
    found = extract_from_dir(
        ROOT,
        methods,
        options,
        keywords=KEYWORDS,
        directory_filter=lambda path: not re.search(r"/(\.[^/]*|build|node_modules)$", str(path)),
    )
    return tuple(dict.fromkeys(message for _, _, message, _, _ in found if message))


@cache
def catalogue() -> Catalog:
    file = ROOT / "marketplace" / "locale" / "vi" / "LC_MESSAGES" / "messages.po"
    with file.open("rb") as opened:
        return read_po(opened, locale="vi")


def entry(message: str | tuple[str, ...]) -> Message | None:
    return catalogue().get(message if isinstance(message, str) else message[0])


def words(text: str | tuple[str, ...] | list[str] | None) -> list[str]:
    if not text:
        return []
    return [text] if isinstance(text, str) else [one for one in text if one]


def test_messages_are_found() -> None:
    assert len(messages()) > 200
    assert "There is nothing at this address." in messages()


def test_every_message_is_in_the_catalogue_and_translated() -> None:
    missing = [
        message
        for message in messages()
        if (found := entry(message)) is None or not words(found.string) or found.fuzzy
    ]
    assert missing == []


def test_translations_keep_the_placeholders() -> None:
    wrong = [
        (message, translation)
        for message in messages()
        if (found := entry(message)) is not None
        for translation in words(found.string)
        if placeholders(translation) != placeholders(*words(message))
    ]
    assert wrong == []


def placeholders(*texts: str) -> set[str]:
    return {name for text in texts for name in PLACEHOLDER.findall(text)}


def test_a_bare_percent_sign_breaks_no_message() -> None:
    """Messages with parameters are filled by `%`, which stumbles over a lone sign."""
    texts = [text for message in messages() for text in words(message)]
    for text in texts:
        if PLACEHOLDER.search(text):
            names = dict.fromkeys(PLACEHOLDER.findall(text), "x")
            assert text % names


def test_the_catalogue_holds_nothing_that_is_not_said_any_more() -> None:
    said = {words(message)[0] for message in messages()}
    stale = [words(one.id)[0] for one in catalogue() if one.id and words(one.id)[0] not in said]
    assert stale == []


@pytest.mark.parametrize(
    "file", python_files("marketplace"), ids=lambda file: str(file.relative_to(ROOT))
)
def test_messages_are_literals_so_that_they_can_be_found(file: Any) -> None:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "t":
            first = node.args[0]
            assert isinstance(first, ast.Constant), f"line {node.lineno}"
            assert isinstance(first.value, str), f"line {node.lineno}"
            given = {keyword.arg for keyword in node.keywords}
            if given and None not in given:  # without any they are filled in later
                assert placeholders(first.value) == given, f"line {node.lineno}"
