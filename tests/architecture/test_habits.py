"""Habits that no linter knows."""

import ast
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from marketplace.kit.event import KINDS, Event
from tests.tools.sources import ROOT, python_files

SESSIONS = {"session", "reader", "writer"}


def calls(file: Path) -> Iterator[tuple[str, str, int]]:
    """(what it is called on, the method, the line) of each method call in a file."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield ast.unparse(node.func.value), node.func.attr, node.lineno


def test_only_db_commits_and_rolls_back() -> None:
    found = [
        f"{file.relative_to(ROOT)}:{line}"
        for file in python_files("marketplace")
        if file.relative_to(ROOT).parts[1] != "db"
        for _, method, line in calls(file)
        if method in ("commit", "rollback")
    ]
    assert found == []


def test_only_services_and_db_add_and_delete_rows() -> None:
    found = [
        f"{file.relative_to(ROOT)}:{line}"
        for file in python_files("marketplace")
        if file.name != "service.py" and file.relative_to(ROOT).parts[1] not in ("db", "demo")
        for target, method, line in calls(file)
        if target.rsplit(".", 1)[-1] in SESSIONS
        and method in ("add", "add_all", "delete", "merge", "bulk_save_objects")
    ]
    assert found == []


def test_a_flush_has_its_reason_on_the_line() -> None:
    found = []
    for file in python_files("marketplace"):
        lines = file.read_text(encoding="utf-8").splitlines()
        for _, method, line in calls(file):
            near = lines[line - 1] + lines[max(line - 2, 0)]
            if method == "flush" and "session" in lines[line - 1] and "#" not in near:
                found.append(f"{file.relative_to(ROOT)}:{line}")
    assert found == []


def test_nothing_is_imported_inside_a_function() -> None:
    found = [
        f"{file.relative_to(ROOT)}:{inner.lineno}"
        for file in python_files("marketplace")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]
    assert found == []


def test_the_folder_alembic_does_not_hide_the_library() -> None:
    spec = find_spec("alembic")
    assert spec is not None
    assert spec.origin is not None
    assert "site-packages" in spec.origin
    assert not (ROOT / "alembic" / "__init__.py").exists()


def test_nothing_is_left_for_later() -> None:
    words = ("TO" + "DO", "FIX" + "ME", "X" * 3, "coming " + "soon", "NotImplementedError")
    folders = [ROOT / name for name in ("marketplace", "templates", "alembic", "docs")]
    found = [
        f"{file.relative_to(ROOT)}: {word}"
        for folder in folders
        for file in sorted(folder.rglob("*"))
        if file.suffix in (".py", ".html", ".txt", ".md", ".js", ".css")
        for word in words
        if word in file.read_text(encoding="utf-8")
    ]
    assert found == []


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_payloads_have_no_room_for_a_persons_words(kind: str) -> None:
    """Free text goes to the erasable part, never into a field of an event."""
    event: type[Event] = KINDS[kind]
    suspicious = {"name", "email", "address", "text", "note", "sentence", "message", "title"}
    assert suspicious.isdisjoint(event.__dataclass_fields__)
