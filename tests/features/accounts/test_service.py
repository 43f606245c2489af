from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from marketplace.accounts import queries, service
from marketplace.accounts.forms import SignUpForm
from marketplace.accounts.models import ApiToken, Login, Proof, Try
from marketplace.accounts.rules import RESET_BY_ACCOUNT, RESET_LASTS, ProofPurpose
from marketplace.kit import clock
from marketplace.kit.actor import Actor
from marketplace.kit.errors import Conflict, NotFound, TooMany
from tests.tools.market import Market

FORM = SignUpForm(name="Lan", email="Lan@Example.org ", password="correct horse battery")


def test_an_address_is_kept_in_one_spelling(session: Session) -> None:
    person = service.sign_up(session, form=FORM, password_hash="x", language="vi")
    assert person is not None
    assert person.email == "lan@example.org"
    assert queries.by_email(session, " LAN@example.org") is person


def test_a_proof_is_for_one_purpose_and_for_a_time(session: Session, market: Market) -> None:
    person = market.person()
    secret = service.reset_path(session, person).rsplit("/", 1)[1]
    assert queries.live_proof(session, secret, ProofPurpose.RESET) is not None
    assert queries.live_proof(session, secret, ProofPurpose.CONFIRM) is None
    with pytest.raises(NotFound):
        service.confirm(session, secret=secret)
    with clock.moved_to(clock.now() + RESET_LASTS), pytest.raises(NotFound):
        service.reset(session, secret=secret, password_hash="new")
    assert service.reset(session, secret=secret, password_hash="new") is person
    assert session.query(Proof).filter_by(person_id=person.id).count() == 0


def test_tries_are_counted_by_key_and_forgotten_with_time(session: Session) -> None:
    for _ in range(RESET_BY_ACCOUNT.tries):
        service.count_try(session, RESET_BY_ACCOUNT, "lan@example.org")
    with pytest.raises(TooMany) as refused:
        service.count_try(session, RESET_BY_ACCOUNT, "lan@example.org")
    assert refused.value.retry_after == 3600
    service.count_try(session, RESET_BY_ACCOUNT, "other@example.org")
    assert not any("example" in row.key for row in session.query(Try))
    with clock.moved_to(clock.now() + timedelta(hours=1, seconds=1)):
        service.count_try(session, RESET_BY_ACCOUNT, "lan@example.org")
        session.flush()
    with clock.moved_to(clock.now() + timedelta(days=2)):
        service.forget_old_tries(session)
    assert session.query(Try).count() == 0


def test_the_first_operator_is_the_only_one_a_command_makes(session: Session) -> None:
    path = service.appoint_first_operator(session, email="op@example.org", name="Op", language="vi")
    session.flush()
    assert queries.any_operator(session)
    assert queries.live_proof(session, path.rsplit("/", 1)[1], ProofPurpose.RESET)
    with pytest.raises(Conflict):
        service.appoint_first_operator(session, email="two@example.org", name="T", language="vi")
    assert queries.by_email(session, "two@example.org") is None


def test_nobody_revokes_or_ends_what_is_anothers(session: Session, market: Market) -> None:
    lan, eve = market.person(), market.person()
    token = service.make_token(session, Actor(lan.id), name="export")
    login = service.sign_in(session, lan)
    session.flush()
    with pytest.raises(NotFound):
        service.revoke_token(session, Actor(eve.id), token_id=token.id)
    with pytest.raises(NotFound):
        service.end_login(session, Actor(eve.id), login_id=login.id)
    assert session.get(ApiToken, token.id)
    assert session.get(Login, login.id)


def test_secrets_are_stored_as_digests_only(session: Session, market: Market) -> None:
    lan = market.person()
    token = service.make_token(session, Actor(lan.id), name="export")
    login = service.sign_in(session, lan)
    session.flush()
    stored = [session.get_one(ApiToken, token.id).digest, session.get_one(Login, login.id).digest]
    assert token.secret not in stored
    assert login.secret not in stored
    assert queries.live_token(session, token.secret)
    assert queries.live_login(session, login.secret)
