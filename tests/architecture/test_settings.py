"""docs/settings.md and .env.example know every setting, and no other."""

import re
from pathlib import Path

import pytest
from pydantic import ValidationError

from marketplace.settings import Settings
from tests.tools.sources import ROOT

ROW = re.compile(r"^\| `([A-Z_]+)` \| (?:`([^`]*)`|\u2013) \| .{10,} \|$", re.MULTILINE)
FIELDS = Settings.model_fields


def test_the_documentation_lists_every_setting_with_its_default() -> None:
    text = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    rows = dict(ROW.findall(text))
    assert list(rows) == [name.upper() for name in FIELDS]
    for name, info in FIELDS.items():
        default = "" if info.default is None else str(info.default)
        assert rows[name.upper()] == default, name


def test_the_example_shows_settings_that_exist() -> None:
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    shown = re.findall(r"^#? ?([A-Z_]+)=", text, re.MULTILINE)
    assert set(shown) == {name.upper() for name in FIELDS}


def test_every_setting_is_read_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "8123")
    monkeypatch.setenv("THREADS", "7")
    settings = Settings()
    assert (settings.port, settings.threads, settings.base_url) == (
        8123, 7, "http://127.0.0.1:8123",
    )  # fmt: skip


def test_production_refuses_what_is_unsafe_and_names_each_fault(tmp_path: Path) -> None:
    with pytest.raises(ValidationError) as caught:
        Settings(environment="production", data_dir=tmp_path)
    for name in ("BASE_URL", "SMTP_URL", "JOURNAL_KEY_FILE"):
        assert name in str(caught.value)
    with pytest.raises(ValidationError, match="JOURNAL_KEY_FILE"):
        Settings(
            environment="production",
            data_dir=tmp_path,
            base_url="https://market.example.org",
            smtp_url="smtp://localhost",
            journal_key_file=tmp_path / "keys" / "journal.pem",
        )
    settings = Settings(
        environment="production",
        data_dir=tmp_path / "data",
        base_url="https://market.example.org/",
        smtp_url="smtp://localhost",
        journal_key_file=tmp_path / "journal.pem",
    )
    assert (settings.base_url, settings.secure) == ("https://market.example.org", True)


def test_comparing_by_meaning_is_refused_where_its_extra_is_missing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("marketplace.settings.find_spec", lambda _: None)
    assert not Settings().semantic
    with pytest.raises(ValidationError, match=r"pip install threehouses\[semantic\]"):
        Settings(semantic=True)
