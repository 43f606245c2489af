"""Houses say of what was suggested to them whether it is useful."""

from sqlalchemy.orm import Session

from marketplace.demo.listings import Fit, Need
from marketplace.demo.play.cast import Cast
from marketplace.suggestions import queries as suggestions
from marketplace.suggestions import service as suggesting
from marketplace.suggestions.forms import JudgementForm
from marketplace.suggestions.rules import Reason


def judge_suggestions(cast: Cast, told: Need, session: Session) -> None:
    """As the pairs are judged; about a part that could be used nobody says anything."""
    need_id, actor = cast.needs[told.key], cast.buyer(session, told.house)
    suggested = suggestions.ranked(session, [need_id])[need_id]
    for fit in cast.market.fits:
        invention_id = cast.inventions.get(fit.invention, "")
        if fit.need == told.key and fit.grade != 1 and invention_id in suggested:
            found = suggestions.suggestion(session, need_id, invention_id)
            suggesting.judge(session, actor, suggestion=found, form=_word(fit))


def _word(fit: Fit) -> JudgementForm:
    useful = fit.grade > 1
    return JudgementForm(useful=useful, reason=None if useful else Reason.OTHER_PROBLEM)
