"""The project's own files, for tests that read them."""

from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


def python_files(*folders: str) -> list[Path]:
    return [file for folder in folders for file in sorted((ROOT / folder).rglob("*.py"))]


def templates() -> list[str]:
    """Every template by the name under which it is loaded."""
    folder = ROOT / "templates"
    return sorted(str(file.relative_to(folder)) for file in folder.rglob("*.*"))
