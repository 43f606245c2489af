"""Needs, inventions and pasted texts as the matcher reads them: public text alone."""

from collections.abc import Iterable, Sequence

from marketplace.inventions.classes import NotAClass, read_class
from marketplace.inventions.models import Invention
from marketplace.needs.models import Need
from matching import Document

PASTED = "pasted"


def of_invention(invention: Invention) -> Document:
    """Needs `texts` loaded. Both languages stand in one document, so that either finds it."""
    asked = invention.asking_amount
    return Document(
        key=invention.id,
        fields={
            "title": _joined(text.title for text in invention.texts),
            "text": _joined(
                part
                for text in invention.texts
                for part in (text.problem, text.novelty, text.advantages, text.applications)
            ),
            "keywords": _joined(invention.keywords),
        },
        classes=invention.classes,
        readiness=int(invention.readiness) if invention.readiness else None,
        money=(asked, asked),
        currency=invention.asking_currency or "",
    )


def of_need(need: Need) -> Document:
    """Needs `texts` loaded. IPC symbols among the keywords are what the need asks for."""
    classes, words = _split(need.keywords)
    return Document(
        key=need.id,
        fields={
            "title": _joined(text.title for text in need.texts),
            "text": _joined(part for text in need.texts for part in (text.problem, text.done_when)),
            "keywords": _joined(words),
        },
        classes=classes,
        readiness=int(need.readiness_wanted) if need.readiness_wanted else None,
        money=(need.budget_from, need.budget_to),
        currency=need.budget_currency or "",
    )


def of_text(text: str) -> Document:
    return Document(key=PASTED, fields={"text": text})


def _split(keywords: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The IPC or CPC subclasses and groups among the keywords, and the others.

    A single letter or "A01" may be a word of its own, so shorter symbols are taken for words.
    """
    classes, words = [], []
    for keyword in keywords:
        try:
            symbol = read_class(keyword)
        except NotAClass:
            symbol = ""
        if len(symbol) > 3:
            classes.append(symbol)
        else:
            words.append(keyword)
    return tuple(classes), tuple(words)


def _joined(parts: Iterable[str]) -> str:
    return "\n".join(part for part in parts if part)
