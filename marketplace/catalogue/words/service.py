"""Save what everybody's searches are read with."""

from sqlalchemy.orm import Session

from marketplace.catalogue.words import policy, queries
from marketplace.catalogue.words.events import SearchWordsChanged
from marketplace.catalogue.words.forms import WordsForm
from marketplace.catalogue.words.models import SearchWords
from marketplace.db.journal import record
from marketplace.kit.actor import Actor
from marketplace.kit.errors import Conflict
from marketplace.kit.ids import new_id
from marketplace.kit.text import t

STALE = t("Somebody else changed the words meanwhile. Look at what they are now, then save yours.")


def save_words(session: Session, actor: Actor, *, form: WordsForm, version: int) -> SearchWords:
    """`version` is that of the lines which were changed; raises `Conflict` if it has passed."""
    policy.can_change(actor).require()
    before = queries.newest(session)
    if before.version != version:
        raise Conflict(STALE)
    if form.words == before.text:
        return before
    saved = SearchWords(version=version + 1, text=form.words)
    session.add(saved)
    session.flush()  # the answer tells when
    record(session, actor, SearchWordsChanged(subject_id=new_id(), version=saved.version))
    return saved
