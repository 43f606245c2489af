"""Saved searches for tests, and the letters that they write."""

from email.message import EmailMessage

from fastapi.testclient import TestClient

from marketplace.catalogue.alerts import service
from marketplace.catalogue.alerts.forms import AlertForm
from marketplace.catalogue.alerts.rules import Frequency
from marketplace.catalogue.forms import SearchForm
from marketplace.kit.actor import Actor
from tests.tools.market import Market
from tests.tools.site import Site

WATCHER = "watcher@example.org"


def watch(
    market: Market,
    actor: Actor,
    text: str = "coating",
    *,
    frequency: Frequency = Frequency.AT_ONCE,
    **narrowed: object,
) -> str:
    """The id of a search that the actor saves."""
    saved = service.save_search(
        market.session,
        actor,
        search=SearchForm.model_validate({"q": text, **narrowed}),
        form=AlertForm(name=f"About {text}", frequency=frequency),
    )
    return saved.id


def alerts(site: Site, to: str = WATCHER) -> list[EmailMessage]:
    return [one for one in site.letters(to) if "List-Unsubscribe" in one]


def words_of(letter: EmailMessage) -> str:
    body = letter.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def told(site: Site, to: str = WATCHER) -> str:
    """All that the letters so far have said."""
    return "\n".join(words_of(one) for one in alerts(site, to))


def ending(letter: EmailMessage) -> str:
    """The path that ends the letters."""
    return str(letter["List-Unsubscribe"]).strip("<>").removeprefix("http://testserver")


def press(site: Site, path: str) -> int:
    """As a mail program does it: no cookie, no page before it."""
    client = TestClient(site.app)
    return client.post(path, data={"List-Unsubscribe": "One-Click"}).status_code
