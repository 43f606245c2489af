"""`Idempotency-Key`: the same request sent twice changes once and is answered alike."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import String, Text, delete
from sqlalchemy.orm import Mapped, Session, mapped_column

from marketplace.db.base import Base
from marketplace.db.types import Id
from marketplace.kit import clock
from marketplace.kit.errors import Conflict
from marketplace.kit.text import t

KEPT = timedelta(days=2)


class AnswerRow(Base):
    __tablename__ = "idempotent_answer"

    person_id: Mapped[Id] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    request: Mapped[str] = mapped_column(String(64))
    answer: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(default=clock.now)


def earlier_answer(
    session: Session, person_id: str, key: str, request: str
) -> Mapping[str, Any] | None:
    """The answer given to this key before; `Conflict` if the request then was another one."""
    row = session.get(AnswerRow, (person_id, _digest(key)))
    if row is None:
        return None
    if row.request != _digest(request):
        raise Conflict(
            t("This Idempotency-Key was used for another request."), code="idempotency-key-reused"
        )
    answer: Mapping[str, Any] = json.loads(row.answer)
    return answer


def remember_answer(
    session: Session, person_id: str, key: str, request: str, answer: Mapping[str, Any]
) -> None:
    """Keep `answer` in the transaction that made the change."""
    session.add(
        AnswerRow(
            person_id=person_id,
            key=_digest(key),
            request=_digest(request),
            answer=json.dumps(answer),
        )
    )


def forget_old_answers(session: Session) -> None:
    session.execute(delete(AnswerRow).where(AnswerRow.made_at < clock.now() - KEPT))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
