"""The tools that stand in for the outside world, each used once for real."""

import os
import signal
import smtplib
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from pathlib import Path

import httpx2
import pytest
from playwright.sync_api import sync_playwright
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool

from search import server
from tests.tools import chromium, postgres, services
from tests.tools.missing import need
from tests.tools.smtp import Mailbox

TENTHS = 600
"""Of a second, in which a server ends also while the disk is busy."""


@contextmanager
def connected(url: str) -> Iterator[Connection]:
    with create_engine(url, poolclass=NullPool).connect() as connection:
        yield connection


@pytest.mark.postgres
def test_a_database_is_copied_from_a_template_and_dropped() -> None:
    cluster = postgres.server()
    with connected(cluster.create_database("smoke_template")) as connection:
        connection.execute(text("create table house (name text)"))
        connection.execute(text("insert into house values ('Đại học Bách khoa')"))
        connection.commit()

    url = cluster.create_database("smoke_copy", template="smoke_template")
    with connected(url) as connection:
        assert connection.scalar(text("select lower(name) from house")) == "đại học bách khoa"
        cluster.drop_database("smoke_copy")  # although somebody is connected
        connection.invalidate()

    with pytest.raises(OperationalError, match="does not exist"), connected(url):
        pass
    cluster.drop_database("smoke_template")


@pytest.mark.postgres
def test_the_cluster_allows_many_connections_and_has_the_extensions_we_use() -> None:
    with connected(postgres.server().url("postgres")) as connection:
        assert connection.scalar(text("show max_connections")) == "200"
        available = connection.scalars(text("select name from pg_available_extensions"))
        assert {"unaccent", "pg_trgm"} <= set(available)


START_AND_WAIT = """
from tests.tools import postgres
print(postgres.server().url("postgres"), flush=True)
input()
"""


@pytest.mark.postgres
@pytest.mark.parametrize("end", [signal.SIGKILL, None], ids=["killed", "finished"])
def test_nothing_is_left_of_a_cluster_whose_process_has_ended(end: signal.Signals | None) -> None:
    postgres.server()  # skips where there is none
    with subprocess.Popen(
        [sys.executable, "-c", START_AND_WAIT],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout
        folder = Path(process.stdout.readline().strip().partition("host=")[2])
        assert (folder / "data" / "postmaster.pid").exists()
        if end:
            process.send_signal(end)
        else:
            process.communicate("\n")
    assert gone(folder)


def gone(folder: Path) -> bool:
    for _ in range(TENTHS):
        if not folder.exists():
            return True
        time.sleep(0.1)
    return False


START_A_SERVER = """
import sys, pathlib
from search.server import Server
print(Server(pathlib.Path(sys.argv[1])).start().address, flush=True)
input()
"""


def test_no_meilisearch_outlives_its_starter(tmp_path: Path) -> None:
    if server.find() is None:
        need("Meilisearch", "type `make services`")
    words = [sys.executable, "-c", START_A_SERVER, str(tmp_path)]
    with subprocess.Popen(
        words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        address = process.stdout.readline().strip()
        assert answers(address)
        process.kill()
    for _ in range(TENTHS):
        if not answers(address):
            return
        time.sleep(0.1)
    pytest.fail("the server is still there")


def answers(address: str) -> bool:
    try:
        return httpx2.get(f"{address}/health", timeout=5).is_success
    except httpx2.TransportError:
        return False


@pytest.mark.browser
def test_chromium_shows_a_page() -> None:
    arguments = chromium.launch_arguments()
    with sync_playwright() as playwright, playwright.chromium.launch(**arguments) as browser:
        page = browser.new_page(locale="vi-VN")
        page.set_content("<h1>Ba Nhà</h1>")
        assert page.get_by_role("heading").inner_text() == "Ba Nhà"
        assert page.evaluate("navigator.language") == "vi-VN"


@pytest.mark.smtp
def test_a_letter_arrives_as_it_was_written() -> None:
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = "a@example.org", "b@example.org", "Xin chào"
    letter.set_content("Thư mời ký kết hợp đồng.\n")
    with Mailbox() as mailbox:
        with smtplib.SMTP(mailbox.host, mailbox.port) as client:
            client.send_message(letter)
        [received] = mailbox.received
    assert (received.sender, received.recipients) == ("a@example.org", ("b@example.org",))
    assert received.message["Subject"] == "Xin chào"
    assert received.text == "Thư mời ký kết hợp đồng.\n"


@pytest.mark.smtp
def test_an_address_that_does_not_exist_is_refused() -> None:
    with Mailbox() as mailbox, smtplib.SMTP(mailbox.host, mailbox.port) as client:
        mailbox.refused.add("gone@example.org")
        with pytest.raises(smtplib.SMTPRecipientsRefused):
            client.sendmail("a@example.org", "gone@example.org", "Subject: Hello\n\nHello")
        assert not mailbox.received


@pytest.mark.parametrize(
    ("ci", "outcome"), [("true", pytest.fail.Exception), ("", pytest.skip.Exception)]
)
def test_what_is_missing_skips_for_a_newcomer_and_fails_in_ci(
    monkeypatch: pytest.MonkeyPatch, ci: str, outcome: type[BaseException]
) -> None:
    monkeypatch.setenv("CI", ci)
    with pytest.raises(outcome, match="PostgreSQL is missing: make services"):
        need("PostgreSQL", "make services")


def test_who_is_not_root_is_given_the_line_to_type(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(chromium, "find", lambda: None)
    monkeypatch.setattr(postgres, "find", lambda: None)
    monkeypatch.setattr(server, "find", lambda: Path("meilisearch"))
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    services.main()
    line = "sudo apt-get update && sudo apt-get install -y --no-install-recommends"
    assert f"{line} postgresql chromium\n" in capsys.readouterr().out
