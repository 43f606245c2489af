"""Several persons in one cell, as "Nguyễn Văn A, Trần B; Lê C", with degrees and without."""

import re

from marketplace.interop.imports.remarks import Read, Said
from marketplace.interop.imports.rules import Finding

_APART = re.compile(r"\s*(?:[\n;,&/+]|\s(?:và|and)\s)\s*")
_NUMBERED = re.compile(r"(?:^|\s)\(?[0-9]{1,2}[.)]\s*")
_SHARE = re.compile(r"\s*[(\[]?\s*[0-9]{1,3}(?:[.,][0-9]+)?\s*%\s*[)\]]?")
_ORCID = re.compile(r"(?:https?://)?(?:orcid\.org/)?(\d{4}-\d{4}-\d{4}-\d{3}[\dX])", re.IGNORECASE)
_DEGREES = re.compile(
    r"(?:(?:GS|PGS|TSKH|TS|ThS|Th\.S|CN|KS|KTS|BS|BSCK[I]{0,2}|DS|NCS|NGƯT|NGND|Dr|Prof|Mr|Mrs|Ms"
    r"|Ông|Bà)(?:[.\s]+|(?=[.\s])))+",
    re.IGNORECASE,
)
_NAME = re.compile(r"[^\W\d_]+(?:[\s.'\u2019-]+[^\W\d_]+){1,7}\.?")
"""Two to eight words of letters."""


def read_persons(text: str) -> Read:
    """Name and ORCID iD of each, as the form of an invention takes them."""
    bare = _SHARE.sub("", _NUMBERED.sub("\n", text))
    parts = [part.strip(" .:-") for part in _APART.split(bare)]
    people: list[dict[str, str]] = []
    for part in parts:
        _add(people, part)
    without_degrees = [{**one, "name": _DEGREES.sub("", one["name"], count=1)} for one in people]
    cleaned = any(old != new for old, new in zip(people, without_degrees, strict=True))
    named = [one for one in without_degrees if one["name"]]
    shown = " · ".join(one["name"] for one in named)
    said = [Said(Finding.SEVERAL_NAMES, shown)] if len(named) > 1 else []
    if cleaned or bare != text:
        said.append(Said(Finding.DEGREES, shown))
    if not all(_NAME.fullmatch(one["name"]) for one in named):
        said.append(Said(Finding.ODD_NAME, shown))
    return Read(named or None, tuple(said))


def _add(people: list[dict[str, str]], part: str) -> None:
    """The person in `part`; an ORCID iD that stands alone belongs to the one before."""
    found = _ORCID.search(part)
    name = _ORCID.sub("", part).strip(" ;,:()") if found else part
    orcid = found[1].upper() if found else ""
    if name:
        people.append({"name": " ".join(name.split()), "orcid": orcid})
    elif orcid and people and not people[-1]["orcid"]:
        people[-1]["orcid"] = orcid
