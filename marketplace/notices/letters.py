"""Compose a stored letter into a mail of two bodies, in its reader's language."""

from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any
from urllib.parse import urlsplit

from marketplace.kit.text import t
from marketplace.kit.views import Action, Words
from marketplace.locale import reading_in, say
from marketplace.notices.rules import Section, message_from
from marketplace.web.templating import environment


@dataclass(frozen=True, slots=True)
class SectionView:
    """Lines without an address are read only."""

    heading: Words
    lines: tuple[Action, ...]


@dataclass(frozen=True, slots=True)
class LetterView:
    subject: Words
    greeting: Words
    paragraphs: tuple[Words, ...]
    sections: tuple[SectionView, ...]
    action: Action | None
    ending: Action | None
    closing: Words


def compose(
    *, letter_id: str, address: str, language: str, content: Any, sender: str, base_url: str
) -> EmailMessage:
    message = message_from(content)
    with reading_in(language):
        view = LetterView(
            subject=message.subject,
            greeting=t("Hello,"),
            paragraphs=tuple(message.paragraphs),
            sections=tuple(_section(section, base_url) for section in message.sections),
            action=Action(message.action, base_url + message.path) if message.action else None,
            ending=Action(t("End these letters"), base_url + message.ending)
            if message.ending
            else None,
            closing=t("Three Houses, the market where research meets industry and the State"),
        )
        mail = EmailMessage()
        mail["Subject"] = " ".join(say(message.subject).split())
        mail["From"] = sender
        mail["To"] = address
        mail["Message-ID"] = f"<{letter_id}@{urlsplit(base_url).hostname}>"
        mail["Auto-Submitted"] = "auto-generated"
        mail["Content-Language"] = language
        if view.ending is not None:  # RFC 8058: a mail program ends them by one press of its own
            mail["List-Unsubscribe"] = f"<{view.ending.href}>"
            mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        mail.set_content(environment().get_template("letters/letter.txt").render(letter=view))
        html = environment().get_template("letters/letter.html").render(letter=view)
        mail.add_alternative(html, subtype="html")
    return mail


def _section(section: Section, base_url: str) -> SectionView:
    lines = (Action(line.text, line.path and base_url + line.path) for line in section.lines)
    return SectionView(section.heading, tuple(lines))
