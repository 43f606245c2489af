"""What is special about the index in a folder: several processes, damage, an older program."""

import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from search.base import Query, SearchEngine
from search.embedded import EmbeddedEngine
from search.engines import open_engine
from search.errors import SearchUnavailable
from tests.search.shelf import ALL, FERN, PIPE, keys, made
from tests.tools.sources import ROOT

KILLED = """
import sys
from pathlib import Path
from search.embedded import EmbeddedEngine
from tests.search.shelf import made

def endless():
    for number in range(10_000_000):
        yield made(f"k{number}", en="Kiln")
        if number == 1000:
            print("writing", flush=True)

EmbeddedEngine(Path(sys.argv[1])).METHOD(endless())
"""


@pytest.fixture
def engine(tmp_path: Path) -> EmbeddedEngine:
    made_ = EmbeddedEngine(tmp_path / "search")
    made_.replace(ALL)
    return made_


def another(engine: EmbeddedEngine) -> EmbeddedEngine:
    """As another process has it."""
    return EmbeddedEngine(engine.folder)


@pytest.mark.parametrize("url", ["", "embedded://relative", "http://host", "/a/path"])
def test_only_known_addresses_are_opened(url: str) -> None:
    with pytest.raises(ValueError, match="SEARCH_URL"):
        open_engine(url)


def test_an_index_that_was_never_made_is_no_empty_index(tmp_path: Path) -> None:
    folder = tmp_path / "never"
    engine: SearchEngine = open_engine(f"embedded://{folder}")
    assert not engine.ready()
    for act in (
        lambda: engine.find(Query()), lambda: engine.put([PIPE]), lambda: engine.remove(["a"]),
    ):  # fmt: skip
        with pytest.raises(SearchUnavailable):
            act()
    assert not engine.ready()


def test_another_process_sees_what_was_put_with_its_next_question(engine: EmbeddedEngine) -> None:
    reader = another(engine)
    assert keys(reader, "kiln") == []
    engine.put([made("kiln", en="Kiln")])
    assert keys(reader, "kiln") == ["kiln"]
    engine.replace([PIPE])
    assert [hit.key for hit in reader.find(Query()).hits] == ["pipe"]
    engine.remove(["pipe"])
    assert reader.find(Query()).total == 0


def test_writers_of_several_processes_queue(engine: EmbeddedEngine) -> None:
    def write(name: str) -> None:
        writer = another(engine)
        for number in range(5):
            writer.put([made(f"{name}{number}", en="Kiln")])

    writers = [threading.Thread(target=write, args=(name,)) for name in "abc"]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert engine.find(Query("kiln")).total == 15


@pytest.mark.parametrize("method", ["put", "replace"])
def test_a_writer_that_is_killed_leaves_what_was_there(engine: EmbeddedEngine, method: str) -> None:
    words = [sys.executable, "-c", KILLED.replace("METHOD", method), str(engine.folder)]
    with subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"writing\n"
        child.kill()
    assert engine.find(Query()).total == len(ALL)
    engine.put([made("kiln", en="Kiln")])
    assert engine.find(Query()).total == len(ALL) + 1


def test_what_was_replaced_is_thrown_away(engine: EmbeddedEngine) -> None:
    (engine.folder / "v0-left-behind").mkdir()
    engine.replace([FERN])
    found = sorted(path.name for path in engine.folder.iterdir())
    home = engine.folder / "current"
    assert found == sorted(["current", "lock", home.readlink().name])
    assert (engine.folder.stat().st_mode & 0o077) == 0


def test_an_index_of_another_version_is_not_used(engine: EmbeddedEngine) -> None:
    link = engine.folder / "current"
    older = engine.folder / "v0-older"
    (engine.folder / link.readlink()).rename(older)
    link.unlink()
    link.symlink_to(older.name)
    reader = another(engine)
    assert not reader.ready()
    with pytest.raises(SearchUnavailable):
        reader.find(Query())
    engine.replace([PIPE])
    assert reader.find(Query()).total == 1


def test_a_copy_that_followed_the_link_is_built_anew(
    engine: EmbeddedEngine, tmp_path: Path
) -> None:
    copy = EmbeddedEngine(Path(shutil.copytree(engine.folder, tmp_path / "copy")))
    assert not copy.ready()
    copy.replace([PIPE])
    assert copy.find(Query()).total == 1
    assert (copy.folder / "current").is_symlink()


def test_a_damaged_index_is_away_until_it_is_built_anew(engine: EmbeddedEngine) -> None:
    (engine.folder / "current" / "meta.json").write_text("{")
    assert not engine.ready()
    with pytest.raises(SearchUnavailable):
        engine.find(Query())
    engine.replace(ALL)
    assert engine.find(Query()).total == len(ALL)
