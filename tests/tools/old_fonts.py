"""Vietnamese as old fonts want it: the reverse of what the program reads."""

from marketplace.interop.imports.charsets import TABLES, Charset


def encode(text: str, charset: Charset) -> str:
    """TCVN3 has no capitals with tones: they become small, as people wrote them with it."""
    table = _written(charset)
    return "".join(table.get(char, table.get(char.lower(), char)) for char in text)


def _written(charset: Charset) -> dict[str, str]:
    """VNI writes each letter in several ways; the one whose parts have one case is usual."""
    found: dict[str, str] = {}
    for written, read in sorted(TABLES[charset].items(), key=lambda pair: _mixed(pair[0])):
        found.setdefault(read, written)
    return found


def _mixed(written: str) -> bool:
    return written not in (written.lower(), written.upper())
