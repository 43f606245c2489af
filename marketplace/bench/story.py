"""A signed deal of the demonstration market, ready to be paid: where measurements begin."""

from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.accounts.service import make_token
from marketplace.db.migrate import upgrade
from marketplace.db.session import Database
from marketplace.deals.models import Deal
from marketplace.deals.rules import DealState
from marketplace.demo.fill import fill
from marketplace.demo.market import first_market
from marketplace.houses import queries as houses
from marketplace.houses.rules import Role
from marketplace.houses.service import actor_for
from marketplace.notices.mailer import FolderMailer
from marketplace.settings import Settings
from marketplace.tools import Tools
from marketplace.worker import catch_up


@dataclass(frozen=True, slots=True)
class Traders:
    """API tokens of the two who declare and confirm the payments of one signed deal."""

    deal_id: str
    payee: str
    payer: str


def prepared(folder: Path, database_url: str) -> Traders:
    """Fill an empty database with six houses and their deals, and let the worker catch up."""
    upgrade(database_url)
    settings = Settings(data_dir=folder, database_url=database_url, search_url="", smtp_url="")
    tools = replace(Tools.from_settings(settings), mailer=FolderMailer(settings.outbox))
    fill(tools.database, first_market())
    catch_up(tools)
    try:
        return traders_of(tools.database)
    finally:
        tools.database.dispose()


def traders_of(database: Database) -> Traders:
    with database.writing() as session:
        deal = session.scalars(
            select(Deal).where(Deal.state == DealState.SIGNED).order_by(Deal.id.desc())
        ).first()
        if deal is None:
            raise LookupError("the demonstration market has no signed deal")
        return Traders(
            deal.id,
            payee=_token(session, deal.seller_id, Role.TRANSFER_OFFICER),
            payer=_token(session, deal.buyer_id, Role.SIGNATORY),
        )


def _token(session: Session, house_id: str, role: Role) -> str:
    member = houses.people_with_role(session, house_id, role)[0]
    memberships = houses.memberships_of(session, member.person_id)
    return make_token(
        session, actor_for(member.person, memberships, house_id), name="measurement"
    ).secret
