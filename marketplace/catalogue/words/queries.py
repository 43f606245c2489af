"""Reads of what the operators have saved."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.catalogue.words.models import SearchWords


def newest(session: Session) -> SearchWords:
    """What counts; version 0, without a line, before anybody has saved anything."""
    query = select(SearchWords).order_by(SearchWords.version.desc()).limit(1)
    return session.scalars(query).first() or SearchWords(version=0, text="")
