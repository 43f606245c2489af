"""One suite for every mailer: a real SMTP server, and the folder."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from marketplace.kit.text import t
from marketplace.notices.letters import compose
from marketplace.notices.mailer import FolderMailer, Mailer, SmtpMailer, Undelivered
from marketplace.notices.rules import Message
from tests.tools.smtp import Mailbox

ADDRESS = "lan@example.org"


@dataclass
class Post:
    mailer: Mailer
    arrived: Callable[[], list[EmailMessage]]


@pytest.fixture(params=["folder", pytest.param("smtp", marks=pytest.mark.smtp)])
def post(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Post]:
    if request.param == "folder":
        folder = tmp_path / "outbox"
        yield Post(FolderMailer(folder), lambda: _read(folder))
        return
    with Mailbox() as mailbox:
        yield Post(SmtpMailer(mailbox.url), lambda: [letter.message for letter in mailbox.received])


def _read(folder: Path) -> list[EmailMessage]:
    files = sorted(folder.glob("*.eml"))
    return [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]


def letter(letter_id: str = "l1", language: str = "vi") -> EmailMessage:
    message = Message(
        subject=t("%(house)s invites you", house="Viện Vật liệu Sông Hồng"),
        paragraphs=(t("The invitation is open for fourteen days."),),
        action=t("Look at the invitation"),
        path="/invitations/abc",
    )
    return compose(
        letter_id=letter_id,
        address=ADDRESS,
        language=language,
        content=message.stored(),
        sender="Ba Nhà <noreply@example.org>",
        base_url="https://market.example.org",
    )


def test_a_letter_arrives_whole_with_its_diacritics_in_both_bodies(post: Post) -> None:
    post.mailer.send("l1", letter(language="en"))
    (arrived,) = post.arrived()
    assert arrived["To"] == ADDRESS
    assert arrived["Subject"] == "Viện Vật liệu Sông Hồng invites you"
    assert arrived["Message-ID"] == "<l1@market.example.org>"
    for kind in ("plain", "html"):
        body = arrived.get_body((kind,))
        assert body is not None
        assert "https://market.example.org/invitations/abc" in body.get_content()


def test_sending_the_same_letter_again_can_be_recognised(post: Post) -> None:
    post.mailer.send("l1", letter())
    post.mailer.send("l1", letter())
    assert {arrived["Message-ID"] for arrived in post.arrived()} == {"<l1@market.example.org>"}


def test_forgetting_a_letter_that_is_not_there_is_no_fault(post: Post) -> None:
    post.mailer.forget("never-sent")


def test_the_folder_forgets(tmp_path: Path) -> None:
    mailer = FolderMailer(tmp_path)
    mailer.send("l1", letter())
    mailer.forget("l1")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.smtp
def test_a_refused_recipient_is_undelivered_and_the_reason_holds_no_address() -> None:
    with Mailbox() as mailbox:
        mailbox.refused.add(ADDRESS)
        with pytest.raises(Undelivered) as failed:
            SmtpMailer(mailbox.url).send("l1", letter())
    assert ADDRESS not in str(failed.value)


def test_a_server_that_is_away_is_undelivered() -> None:
    with pytest.raises(Undelivered):
        SmtpMailer("smtp://127.0.0.1:9").send("l1", letter())


def test_an_address_that_names_no_server_is_refused_at_the_start() -> None:
    with pytest.raises(ValueError, match="SMTP_URL"):
        SmtpMailer("mail.example.org")
