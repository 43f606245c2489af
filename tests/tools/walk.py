"""A person who walks through the pages without a browser: reads, follows links, presses buttons.

`Walker(site.visitor())` sends what a browser without JavaScript would send: the form around the
button, as the page drew it, with the answers that were typed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Self
from urllib.parse import urljoin, urlsplit

from fastapi.testclient import TestClient
from httpx2 import Response

from tests.tools.site import Site

File = tuple[str, bytes]
"""A file's name and what is in it."""

VOID = frozenset({"input", "meta", "link", "br", "hr", "img", "path"})
UNSEEN = frozenset({"script", "style", "title"})
AROUND = frozenset({"header", "footer"})


@dataclass(slots=True)
class Control:
    """A question or a button; `label` is what people read on a button.

    A choice of which nothing is chosen yet has no value, and is not sent.
    """

    name: str
    value: str | None
    required: bool = False
    label: str = ""


@dataclass(slots=True)
class Sheet:
    """A form as the page drew it; `files` are the questions for a file."""

    action: str
    method: str
    multipart: bool = False
    files: list[str] = field(default_factory=list)
    fields: list[Control] = field(default_factory=list)
    buttons: list[Control] = field(default_factory=list)

    @property
    def asked(self) -> Sequence[str]:
        """The questions that have no answer yet and must get one."""
        return tuple(one.name for one in self.fields if one.required)


class Read(HTMLParser):
    """What stands on a page: its words, links and forms."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.said: list[str] = []
        self.links: list[tuple[str, str]] = []
        self.forms: list[Sheet] = []
        self._within: list[str] = []
        self._link: tuple[str, int] | None = None
        self._button: tuple[Control, int] | None = None
        self._area: tuple[Control, int] | None = None
        self._select: Control | None = None
        self.feed(text)

    @property
    def text(self) -> str:
        """What is said between the header and the footer of the site."""
        return " ".join(" ".join(self.said).split())

    def href(self, beginning: str) -> str:
        """The one address on the page that begins so."""
        found = {href for _words, href in self.links if href.startswith(beginning)}
        assert len(found) == 1, self.links
        return found.pop()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag not in VOID:
            self._within.append(tag)
        if tag == "a" and "href" in given:
            self._link = (given["href"], len(self.words))
        elif tag == "form":
            multipart = given.get("enctype") == "multipart/form-data"
            self.forms.append(Sheet(given.get("action", ""), given.get("method", "get"), multipart))
        elif tag in ("input", "textarea", "select", "button") and self._within.count("form"):
            self._control(tag, given)
        elif tag == "option" and self._select is not None:
            self._option(given)

    def _control(self, tag: str, given: Mapping[str, str]) -> None:
        made = Control(given.get("name", ""), given.get("value", ""), "required" in given)
        sheet = self.forms[-1]
        if tag == "button":
            sheet.buttons.append(made)
            self._button = (made, len(self.words))
        elif given.get("type") == "file":
            self.forms[-1].files.append(made.name)
        elif given.get("type") == "radio":
            self._choice(made, chosen="checked" in given)
        elif given.get("type") != "checkbox" or "checked" in given:
            sheet.fields.append(made)
        if tag == "textarea":
            self._area = (made, len(self.words))
        elif tag == "select":
            self._select = made

    def _choice(self, made: Control, *, chosen: bool) -> None:
        """The choices of one name are one question, answered if one of them is chosen."""
        fields = self.forms[-1].fields
        question = next((one for one in fields if one.name == made.name), None)
        if question is None:
            question = Control(made.name, None, required=True)
            fields.append(question)
        if chosen:
            question.value, question.required = made.value, False

    def _option(self, given: Mapping[str, str]) -> None:
        """A browser sends the chosen option, or the first."""
        assert self._select is not None
        first = not self._select.label
        self._select.label = "drawn"
        if first or "selected" in given:
            self._select.value = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._within:
            while self._within.pop() != tag:
                pass
        if tag == "header":
            self.said.clear()
        elif tag == "a" and self._link:
            href, since = self._link
            self.links.append((self._said_since(since), href))
            self._link = None
        elif tag == "button" and self._button:
            made, since = self._button
            made.label = self._said_since(since)
            self._button = None
        elif tag == "textarea" and self._area:
            made, since = self._area
            made.value = "".join(self.words[since:])
            self._area = None
        elif tag == "select":
            self._select = None

    def handle_data(self, data: str) -> None:
        if not UNSEEN.intersection(self._within):
            self.words.append(data)
            if not AROUND.intersection(self._within):
                self.said.append(data)

    def _said_since(self, since: int) -> str:
        return " ".join("".join(self.words[since:]).split())


class Post:
    """The letters of a site, as they arrive."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.read = 0

    def arrives(self) -> Sequence[tuple[str, str]]:
        """Let the worker work; (to whom, subject) of each letter since last time."""
        self.site.drain()
        letters = self.site.letters()
        new, self.read = letters[self.read :], len(letters)
        return [(letter["To"], letter["Subject"]) for letter in new]

    def link_to(self, address: str) -> str:
        """Where the latest letter to this address leads."""
        return self.site.link_in(self.site.letters(address)[-1])


class Walker:
    """Each step answers the walker itself, so that steps can be written one after the other."""

    def __init__(self, client: TestClient) -> None:
        self.client = client
        self.clicks = 0
        self.status = 0
        self.path = ""
        self.read = Read("")

    def open(self, address: str) -> Self:
        """Type an address, or press on a link in a letter."""
        return self._stand(self.client.get(address))

    def follow(self, label: str) -> Self:
        """Press on the one link that says so."""
        found = {href for words, href in self.read.links if words == label}
        assert len(found) == 1, f"{len(found)} links say “{label}”: {self.read.links}"
        return self._stand(self.client.get(urljoin(self.path, found.pop())))

    def press(self, label: str, files: Mapping[str, File] | None = None, **answers: str) -> Self:
        """Fill the form around the one button that says so, and press it."""
        sheet, button = self.form(label)
        sent = {one.name: one.value for one in sheet.fields if one.name and one.value is not None}
        if button.name:
            sent[button.name] = button.value or ""
        return self._stand(self._send(sheet, {**sent, **answers}, files or {}))

    def form(self, label: str) -> tuple[Sheet, Control]:
        found = [
            (sheet, button)
            for sheet in self.read.forms
            for button in sheet.buttons
            if button.label == label
        ]
        assert len(found) == 1, f"{len(found)} buttons say “{label}”: {self.buttons}"
        return found[0]

    @property
    def text(self) -> str:
        return self.read.text

    @property
    def buttons(self) -> Sequence[str]:
        return [button.label for sheet in self.read.forms for button in sheet.buttons]

    @property
    def links(self) -> Sequence[str]:
        return [words for words, _href in self.read.links]

    def _send(
        self, sheet: Sheet, answers: Mapping[str, str], files: Mapping[str, File]
    ) -> Response:
        address = urljoin(self.path, sheet.action)
        if sheet.multipart:
            assert set(files) <= set(sheet.files), sheet.files
            chosen = {name: files.get(name, ("", b"")) for name in sheet.files}
            return self.client.post(address, data=dict(answers), files=chosen)
        if sheet.method == "post":
            return self.client.post(address, data=dict(answers))
        return self.client.get(address, params=dict(answers))

    def _stand(self, answer: Response) -> Self:
        self.clicks += 1
        self.status = answer.status_code
        self.path = urlsplit(str(answer.url)).path
        self.read = Read(answer.text)
        assert self.status < 500, answer.text
        return self
