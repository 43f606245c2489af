"""What engines keep of a document as it was put in, and what they show of it."""

from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any

from search.base import Hit, Passage, SearchDocument
from search.highlight import Sought, best_excerpt, marked, meets
from search.text import NEITHER, beginning_in, words
from search.wordlists import WordLists


def originals(document: SearchDocument) -> Mapping[str, object]:
    """What `hit_of` needs, as JSON can hold it."""
    return {
        "key": document.key,
        "kind": document.kind,
        "titles": dict(document.titles),
        "texts": dict(document.texts),
        "names": list(document.names),
        "shown": dict(document.shown),
    }


def sought_in(text: str, lists: WordLists) -> Sought:
    """All words of a question, and those that mean the same."""
    found = words(text)
    ways = (way for term in lists.terms(found) for way in term)
    return Sought.of(list(dict.fromkeys(chain(*ways))), beginning_in(found))


def hit_of(stored: Mapping[str, Any], language: str, sought: Sought) -> Hit:
    """Words that stand only in a title of another language are shown in the excerpt."""
    titles: Mapping[str, str] = stored["titles"]
    texts: Mapping[str, str] = stored["texts"]
    code = language if titles.get(language) else next(iter(titles))
    others = [(other, title) for other, title in titles.items() if other != code]
    own_first = sorted(texts.items(), key=lambda item: item[0] != code)
    return Hit(
        key=stored["key"],
        kind=stored["kind"],
        title=marked(titles[code], code, sought),
        excerpt=best_excerpt([*own_first, *others], sought),
        names=_names_met(stored["names"], sought),
        shown=stored["shown"],
    )


def _names_met(names: Sequence[str], sought: Sought) -> Sequence[Passage]:
    if not meets("\n".join(names), NEITHER, sought):
        return ()
    passages = (marked(name, NEITHER, sought) for name in names)
    return tuple(one for one in passages if any(part.hit for part in one.parts))
