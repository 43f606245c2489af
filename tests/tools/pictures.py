"""`python -m tests.tools.pictures DIR`: every page as its readers see it, for people to look at.

A picture is named page-reader-language-width.png. More words choose pages by the beginning of
their names, as in `python -m tests.tools.pictures DIR deal bid`.
"""

import sys
import tempfile
from pathlib import Path

from marketplace.db.migrate import upgrade
from tests.tools.browser import LANGUAGES, NARROW, WIDE, Chromium, Demo, show
from tests.tools.pages import READERS, places


def take_all(folder: Path, beginnings: tuple[str, ...]) -> int:
    """Take the pictures; gives how many."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data:
        url = f"sqlite:///{data}/site.db"
        upgrade(url)
        demo, chromium = Demo(Path(data), url), Chromium()
        try:
            demo.start()
            return sum(_take(demo, chromium, folder, reader, beginnings) for reader in READERS)
        finally:
            chromium.stop()
            demo.stop()


def _take(
    demo: Demo, chromium: Chromium, folder: Path, reader: str, beginnings: tuple[str, ...]
) -> int:
    """The pictures of what one reader sees."""
    taken = 0
    chosen = [
        place
        for place in places(demo.stage)
        if reader in place.readers and place.name.startswith(beginnings or "")
    ]
    with demo.window(chromium.browser(), email=READERS[reader]) as window:
        window.set_default_timeout(60_000)  # nobody waits for a picture
        page = window.new_page()
        for place in chosen:
            for language in LANGUAGES:
                demo.speak(window, language)
                page.set_viewport_size({"width": WIDE, "height": 900})
                show(page, place)
                for width in (WIDE, NARROW):
                    page.set_viewport_size({"width": width, "height": 900})
                    name = f"{place.name}-{reader}-{language}-{width}.png"
                    page.screenshot(path=folder / name, full_page=True)
                    taken += 1
    return taken


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    count = take_all(Path(sys.argv[1]), tuple(sys.argv[2:]))
    sys.stdout.write(f"{count} pictures are in {sys.argv[1]}\n")
