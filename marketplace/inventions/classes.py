"""Symbols of the International Patent Classification (IPC) and its cooperative extension (CPC).

A symbol names a section (H), a class (H01), a subclass (H01M) or a group (H01M 10/0525). Only the
form is checked; whether an edition of the scheme has the symbol is not.
"""

import re

from marketplace.kit.text import Text, t

# CPC adds section Y and main groups of four digits (the 2000-series) to the IPC's form.
_SYMBOL = re.compile(
    r"(?:(?:INT\.?\s*CL\.?|IPC|CPC)\s*(?:\(?[1-8]\)?)?[\s.:]*)?"
    r"(?P<section>[A-HY])"
    r"(?:(?P<class>0[1-9]|[1-9][0-9])"
    r"(?:(?P<subclass>[A-Z])"
    r"(?:[\s-]*0*(?P<group>[1-9][0-9]{0,3})\s*/\s*(?P<subgroup>[0-9]{2,6})"
    r"(?:\s*\([0-9]{4}\.?[0-9]{2}(?:[0-9]{2})?\))?)?)?)?",
    re.ASCII,
)


class NotAClass(ValueError):
    """`text` tells people why what they typed is not an IPC or CPC symbol."""

    def __init__(self, text: Text) -> None:
        super().__init__(str(text))
        self.text = text


def read_class(typed: str) -> str:
    """The canonical "H01M 10/0525" of "h01m10/0525" or "Int. Cl. H01M 10/0525 (2010.01)".

    The edition in brackets is dropped. Raises `NotAClass`.
    """
    match = _SYMBOL.fullmatch(" ".join(typed.upper().split()))
    if match is None:
        raise NotAClass(t("This is no IPC or CPC symbol. They look like “H01M” or “H01M 10/0525”."))
    head = "".join(match[part] or "" for part in ("section", "class", "subclass"))
    return f"{head} {match['group']}/{match['subgroup']}" if match["group"] else head


def parents(symbol: str) -> tuple[str, ...]:
    """The symbols above, widest first: "H01M 10/0525" has "H", "H01", "H01M", "H01M 10/00".

    Subgroups are not nested by their digits but by dots in the scheme, which is not at hand, so
    none is named between a subgroup and its main group.
    """
    symbol = read_class(symbol)
    subclass, _, group = symbol.partition(" ")
    above = [subclass[:1], subclass[:3], subclass[:4]]
    if group:
        above.append(f"{subclass} {group.split('/')[0]}/00")
    return tuple(parent for parent in dict.fromkeys(above) if parent != symbol)
