"""Reads for the front page."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from marketplace.inventions import queries as inventions
from marketplace.inventions.models import Invention
from marketplace.needs import queries as needs
from marketplace.needs.models import Need

LATEST = 6


def latest_inventions(session: Session) -> Sequence[Invention]:
    return session.scalars(inventions.listed().limit(LATEST)).all()


def latest_needs(session: Session) -> Sequence[Need]:
    return needs.latest_open(session, LATEST)
