"""The whole program for tests over HTTP: real app, real worker, letters in a folder."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import urlsplit

from fastapi.testclient import TestClient
from httpx2 import Response

from marketplace import worker
from marketplace.accounts import queries as accounts
from marketplace.accounts.service import make_token
from marketplace.app import Surroundings, create_app
from marketplace.db.session import Database
from marketplace.houses import queries as houses
from marketplace.houses.service import actor_for
from marketplace.settings import Settings
from marketplace.tools import Tools
from tests.tools.market import PASSWORD, Market


class Site:
    """`with site.market() as market:` sets up; `site.sign_in(email)` gives a browser."""

    def __init__(
        self,
        url: str,
        folder: Path,
        *,
        smtp_url: str = "",
        search_url: str = "",
        semantic: bool = False,
    ) -> None:
        self.folder = folder
        settings = Settings(
            data_dir=folder,
            database_url=url,
            base_url="http://testserver",
            threads=12,
            smtp_url=smtp_url,
            search_url=search_url,
            semantic=semantic,
        )
        self.tools = Tools.from_settings(settings)
        self.database = self.tools.database
        self.app = create_app(self.tools)
        self.aside = Database(url, threads=1)
        self.app.state.around = Surroundings(self.aside)  # by the clock, so never counted
        worker.prepare(self.tools)

    def close(self) -> None:
        self.app.state.aside.close()
        self.aside.dispose()
        self.database.dispose()

    def visitor(self, language: str = "en") -> TestClient:
        return TestClient(self.app, headers={"accept-language": language}, follow_redirects=True)

    def sign_in(self, email: str, *, house: str = "", language: str = "en") -> TestClient:
        """A browser of the person, acting for `house` (an id) if given, who came for their account:
        others would have seen their desk."""
        client = self.visitor(language)
        typed = {"email": email, "password": PASSWORD, "next": "/account"}
        answer = client.post("/sign-in", data=typed)
        assert answer.status_code == 200, answer.text
        if house:
            client.post("/acting", data={"house": house, "next": "/"})
        return client

    def token(self, email: str, house: str = "") -> str:
        """An API token of the person for `house` (an id)."""
        with self.database.writing() as session:
            person = accounts.by_email(session, email)
            assert person is not None
            actor = actor_for(person, houses.memberships_of(session, person.id), house or None)
            return make_token(session, actor, name="test").secret

    def api(self, email: str, house: str = "") -> TestClient:
        """A program that speaks for the person with a token."""
        headers = {"authorization": f"Bearer {self.token(email, house)}", "accept-language": "en"}
        return TestClient(self.app, headers=headers)

    @contextmanager
    def market(self) -> Iterator[Market]:
        with self.database.writing() as session:
            yield Market(session)

    def drain(self, *, post: bool = True) -> None:
        """Let the real worker's steps run until nothing is left to do; without `post`, of which
        there is much, letters wait."""
        self.app.state.aside.settle()
        worker.catch_up(self.tools, post=post)

    def letters(self, to: str = "") -> list[EmailMessage]:
        """The letters that have left, oldest first, optionally those to one address."""
        files = sorted((self.folder / "outbox").glob("*.eml"))
        found = [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]
        return [letter for letter in found if not to or letter["To"] == to]

    def link_in(self, letter: EmailMessage) -> str:
        """The path that a letter asks its reader to open."""
        body = letter.get_body(("plain",))
        assert body is not None
        found = re.search(r"http://testserver(/\S+)", body.get_content())
        assert found, body.get_content()
        return found.group(1)


def path_of(answer: Response) -> str:
    """Where a browser stands after an answer and its redirects."""
    return urlsplit(str(answer.url)).path
