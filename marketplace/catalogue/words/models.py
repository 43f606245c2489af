"""What the operators have saved."""

from datetime import datetime

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.db.base import Base
from marketplace.kit import clock


class SearchWords(Base):
    """All lines as they were saved; the highest version counts, the others stay to be read."""

    __tablename__ = "search_words"

    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """From 1 on. Of two operators who save at once only one can take the next."""
    text: Mapped[str] = mapped_column(Text)
    saved_at: Mapped[datetime] = mapped_column(default=clock.now)
