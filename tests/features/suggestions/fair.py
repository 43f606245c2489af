"""A small market of listings and needs, made through the services."""

from typing import Literal

from sqlalchemy.orm import Session

from marketplace.inventions.forms import InventionDraftForm
from marketplace.inventions.models import Invention
from marketplace.inventions.service import draft_invention, list_invention
from marketplace.kit.actor import Actor
from marketplace.needs.forms import NeedDraft
from marketplace.needs.models import Need
from marketplace.needs.service import draft_need, post_need
from marketplace.suggestions.reasons import Suggested
from matching import Explanation, Part, Term
from matching.explaining import Reasons

COATING = "Hệ sơn epoxy kẽm chống ăn mòn cho thép ven biển"
PUMP = "Máy bơm hút bùn cho ao nuôi tôm"
RUST = "Chân cẩu bị ăn mòn ở cảng biển"


def listed(
    session: Session, actor: Actor, title: str, language: Literal["vi", "en"] = "vi"
) -> Invention:
    form = InventionDraftForm.model_validate(
        {
            "language": language,
            "title": title,
            "problem": f"{title}.",
            "novelty": f"{title}, mới.",
            "kind": "know-how",
            "readiness": "6",
        }
    )
    made = draft_invention(session, actor, form=form)
    list_invention(session, actor, invention=made)
    return made


def posted(
    session: Session, actor: Actor, title: str, language: Literal["vi", "en"] = "vi"
) -> Need:
    form = NeedDraft.model_validate(
        {"language": language, "title": title, "problem": f"{title}.", "field": "materials"}
    )
    made = draft_need(session, actor, form=form)
    post_need(session, actor, need=made)
    return made


def explained(invention: Invention, score: float = 0.5) -> Suggested:
    """As if one word made the whole score."""
    term = Term(text="ăn mòn", field="title", value=score, languages=("vi",))
    part = Part(name="text", weight=1.0, value=score, terms=(term,), state="stated")
    explanation = Explanation(key=invention.id, score=score, parts=(part,))
    return Suggested(Reasons(explanation, (), None, (), (), (), ()))
