"""The mailer port and its two implementations: a real SMTP server, and a folder."""

import smtplib
import ssl
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

TIMEOUT_SECONDS = 10


class Undelivered(Exception):
    """The letter was not taken; the message holds no address."""


class Mailer(Protocol):
    def send(self, letter_id: str, message: EmailMessage) -> None:
        """Hand the message over; raises `Undelivered`. Sending the same id again is harmless."""

    def forget(self, letter_id: str) -> None:
        """Remove what is still kept of the letter."""


class SmtpMailer:
    """`smtp://user:password@host:port`, with STARTTLS where offered, or `smtps://`."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
            raise ValueError("SMTP_URL must look like smtp://user:password@host:587")
        self.tls = parts.scheme == "smtps"
        self.host, self.port = parts.hostname, parts.port or (465 if self.tls else 25)
        self.user, self.password = unquote(parts.username or ""), unquote(parts.password or "")

    def send(self, letter_id: str, message: EmailMessage) -> None:  # noqa: ARG002 - it is the Message-ID
        try:
            with self._connect() as server:
                if not self.tls and server.has_extn("starttls"):
                    server.starttls(context=ssl.create_default_context())
                if self.user:
                    server.login(self.user, self.password)
                server.send_message(message)
        except (OSError, smtplib.SMTPException) as error:
            raise Undelivered(type(error).__name__) from None

    def forget(self, letter_id: str) -> None:
        """What a server was handed is out of reach."""

    def _connect(self) -> smtplib.SMTP:
        make = smtplib.SMTP_SSL if self.tls else smtplib.SMTP
        server = make(self.host, self.port, timeout=TIMEOUT_SECONDS)
        server.ehlo()
        return server


class FolderMailer:
    """One `.eml` file per letter, named by its id."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def send(self, letter_id: str, message: EmailMessage) -> None:
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            unfinished = self.folder / f".{letter_id}"
            unfinished.write_bytes(message.as_bytes())
            unfinished.rename(self.folder / f"{letter_id}.eml")
        except OSError as error:
            raise Undelivered(type(error).__name__) from None

    def forget(self, letter_id: str) -> None:
        for name in (f"{letter_id}.eml", f".{letter_id}"):
            (self.folder / name).unlink(missing_ok=True)
