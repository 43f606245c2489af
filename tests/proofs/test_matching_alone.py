"""`matching/` is a library: it and its tests need nothing of the market and nothing else."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NEEDED = ("numpy", "scipy", "scikit-learn", "numba", "snowballstemmer")
TO_TEST = ("pytest", "hypothesis")


@pytest.mark.prove
def test_matching_and_its_tests_pass_in_an_empty_folder(tmp_path: Path) -> None:
    for name in ("matching", "tests/matching"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    uv = Path(sys.executable).with_name("uv")
    python = tmp_path / ".venv" / "bin" / "python"
    run(tmp_path, uv, "venv", "-q", "--python", sys.executable, ".venv")
    run(
        tmp_path, uv, "pip", "install", "-q", "--system-certs", "--python", python,
        "--constraint", ROOT / "requirements.lock", *NEEDED, *TO_TEST,
    )  # fmt: skip
    outcome = run(tmp_path, python.with_name("pytest"), "-q", "-m", "not prove", "tests/matching")
    assert " passed" in outcome


def run(folder: Path, *words: str | Path) -> str:
    done = subprocess.run(
        list(map(str, words)), cwd=folder, capture_output=True, text=True, check=False, env={}
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout
