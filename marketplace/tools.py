"""Builds from the settings what the program works with: database, engine, mailer, keys,
the matcher's index."""

from dataclasses import dataclass
from typing import Self

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from marketplace.catalogue.words.lists import Lists
from marketplace.db.sealer import journal_key
from marketplace.db.session import Database
from marketplace.kit import clock
from marketplace.notices.mailer import FolderMailer, Mailer, SmtpMailer
from marketplace.settings import Settings
from marketplace.suggestions.listings import Listings
from search.base import SearchEngine
from search.engines import open_engine


@dataclass(frozen=True, slots=True)
class Tools:
    settings: Settings
    database: Database
    engine: SearchEngine
    mailer: Mailer
    key: Ed25519PrivateKey
    listings: Listings

    @classmethod
    def from_settings(cls, settings: Settings, *, indexes: bool = True) -> Self:
        """Only who `indexes` may write into the search's index, where the keys are ours."""
        clock.use_zone(settings.time_zone)
        mailer: Mailer = (
            SmtpMailer(settings.smtp_url) if settings.smtp_url else FolderMailer(settings.outbox)
        )
        database = Database(settings.database_url, threads=settings.threads)
        return cls(
            settings=settings,
            database=database,
            engine=open_engine(settings.search_url, Lists(database), writes=indexes),
            mailer=mailer,
            key=journal_key(settings.key_file),
            listings=Listings(
                settings.listings, vectors=settings.vectors if settings.semantic else None
            ),
        )
