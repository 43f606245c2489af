"""Sign up, confirm, sign in, reset, tokens, erasure: the only writer of the account tables."""

from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import quote

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from marketplace.accounts import events, queries
from marketplace.accounts.forms import AccountForm, SignUpForm
from marketplace.accounts.models import ApiToken, Login, Person, Proof, Try
from marketplace.accounts.passwords import digest
from marketplace.accounts.rules import (
    CONFIRMATION_LASTS,
    RESET_LASTS,
    SESSION_LASTS,
    TOKEN_LASTS,
    Limit,
    ProofPurpose,
)
from marketplace.db.idempotency import AnswerRow
from marketplace.db.journal import record
from marketplace.kit import clock
from marketplace.kit.actor import Actor
from marketplace.kit.errors import Conflict, NotFound, TooMany
from marketplace.kit.ids import new_id, new_secret
from marketplace.kit.text import t
from marketplace.notices import service as notices
from marketplace.notices.rules import Letters, Message


@dataclass(frozen=True, slots=True)
class Opened:
    """A new session or token; `secret` is shown to its holder once and stored nowhere."""

    id: str
    secret: str


def sign_up(
    session: Session, *, form: SignUpForm, password_hash: str, language: str, target: str = "/"
) -> Person | None:
    """Make an account and send its confirmation letter, which leads on to `target`.

    If the address has an account, its owner gets a letter saying so and None is returned; the page
    answers alike, so that nobody learns who has an account. An account that was never confirmed is
    taken over with all its old links dead: who opened it may not have been the address's owner.
    """
    known = queries.by_email(session, form.email)
    if known is not None and known.confirmed_at is None:
        return _sign_up_again(session, known, form, password_hash, target)
    if known is not None:
        _write_known(session, known, target)
        return None
    person = Person(
        id=new_id(),
        name=form.name,
        email=form.email,
        password_hash=password_hash,
        language=language,
    )
    session.add(person)
    record(session, Actor(person.id), events.PersonSignedUp(subject_id=person.id))
    send_confirmation(session, person, target)
    return person


def _sign_up_again(
    session: Session, person: Person, form: SignUpForm, password_hash: str, target: str
) -> Person:
    person.name, person.password_hash = form.name, password_hash
    session.execute(delete(Proof).where(Proof.person_id == person.id))
    record(session, Actor(person.id), events.PasswordChanged(subject_id=person.id))
    send_confirmation(session, person, target)
    return person


def ask_for_confirmation(session: Session, *, email: str, target: str = "/") -> None:
    """Send the confirmation letter again; says nothing if there is nobody to send it to."""
    person = queries.by_email(session, email)
    if person is not None and person.confirmed_at is None:
        send_confirmation(session, person, target)


def send_confirmation(session: Session, person: Person, target: str = "/") -> None:
    secret = _prove(session, person, ProofPurpose.CONFIRM, CONFIRMATION_LASTS)
    _write(
        session,
        person,
        Message(
            subject=t("Confirm your e-mail address"),
            paragraphs=(
                t("You, or somebody using your address, opened an account at Three Houses."),
                t("Confirm within three days. If it was not you, do nothing."),
            ),
            action=t("Confirm the address"),
            path=f"/confirm/{secret}" + _then(target),
        ),
    )


def confirm(session: Session, *, secret: str) -> Person:
    """Use up a confirmation link; a person already confirmed stays so."""
    proof = queries.live_proof(session, secret, ProofPurpose.CONFIRM)
    if proof is None:
        raise NotFound(t("This link has been used or is too old. Sign in to get a new one."))
    person = proof.person
    if person.confirmed_at is None:
        person.confirmed_at = clock.now()
        record(session, Actor(person.id), events.PersonConfirmed(subject_id=person.id))
    session.execute(
        delete(Proof).where(Proof.person_id == person.id, Proof.purpose == ProofPurpose.CONFIRM)
    )
    return person


def sign_in(session: Session, person: Person) -> Opened:
    """Open a session for a person whose password was checked before."""
    secret = new_secret()
    login = Login(
        id=new_id(),
        digest=digest(secret),
        person_id=person.id,
        until=clock.now() + SESSION_LASTS,
    )
    session.add(login)
    return Opened(login.id, secret)


def sign_out(session: Session, *, person_id: str, login_id: str) -> None:
    session.execute(delete(Login).where(Login.id == login_id, Login.person_id == person_id))


def end_login(session: Session, actor: Actor, *, login_id: str) -> None:
    """End one of one's own sessions, in this browser or in another."""
    login = session.get(Login, login_id)
    if login is None or login.person_id != actor.person_id:
        raise NotFound
    session.delete(login)


def act_for(session: Session, *, login_id: str, house_id: str | None) -> None:
    """Remember the house a browser session acts for; houses has checked the membership."""
    login = session.get(Login, login_id)
    if login is not None:
        login.house_id = house_id


def ask_for_reset(session: Session, *, email: str) -> None:
    """Send a link if the address has an account; says nothing if it has none."""
    person = queries.by_email(session, email)
    if person is None:
        return
    secret = _prove(session, person, ProofPurpose.RESET, RESET_LASTS)
    _write(
        session,
        person,
        Message(
            subject=t("Choose a new password"),
            paragraphs=(
                t("Somebody asked for a new password for your account."),
                t("The link works for two hours. If it was not you, do nothing."),
            ),
            action=t("Choose a new password"),
            path=f"/reset/{secret}",
        ),
    )


def reset(session: Session, *, secret: str, password_hash: str) -> Person:
    """Set the password, confirm the address, and end every session and token."""
    proof = queries.live_proof(session, secret, ProofPurpose.RESET)
    if proof is None:
        raise NotFound(t("This link has been used or is too old. Ask for a new one."))
    person = proof.person
    person.password_hash = password_hash
    person.confirmed_at = person.confirmed_at or clock.now()
    for table in (Login, ApiToken, Proof):
        session.execute(delete(table).where(table.person_id == person.id))
    record(session, Actor(person.id), events.PasswordChanged(subject_id=person.id))
    return person


def change_account(session: Session, actor: Actor, *, form: AccountForm) -> None:
    person = queries.person(session, str(actor.person_id))
    if (person.name, person.language, person.letters) == (form.name, form.language, form.letters):
        return
    if form.letters == Letters.DAILY != person.letters:
        notices.begin_daily(session, person.id)
    person.name, person.language, person.letters = form.name, form.language, form.letters
    record(session, actor, events.AccountChanged(subject_id=person.id))


def make_token(session: Session, actor: Actor, *, name: str) -> Opened:
    """A token that acts for the house the person acts for now."""
    secret = new_secret()
    token = ApiToken(
        id=new_id(),
        digest=digest(secret),
        person_id=str(actor.person_id),
        house_id=actor.house_id,
        name=name,
        until=clock.now() + TOKEN_LASTS,
    )
    session.add(token)
    record(session, actor, events.TokenMade(subject_id=str(actor.person_id), token_id=token.id))
    return Opened(token.id, secret)


def revoke_token(session: Session, actor: Actor, *, token_id: str) -> None:
    token = session.get(ApiToken, token_id)
    if token is None or token.person_id != actor.person_id:
        raise NotFound
    session.delete(token)
    record(session, actor, events.TokenRevoked(subject_id=str(actor.person_id), token_id=token_id))


def leave_house(session: Session, actor: Actor, *, person_id: str, house_id: str) -> None:
    """End what let a person act for a house: their tokens for it, and the choice of it."""
    mine = (ApiToken.person_id == person_id, ApiToken.house_id == house_id)
    for token in session.scalars(select(ApiToken).where(*mine)):
        session.delete(token)
        record(session, actor, events.TokenRevoked(subject_id=person_id, token_id=token.id))
    session.execute(
        update(Login)
        .where(Login.person_id == person_id, Login.house_id == house_id)
        .values(house_id=None)
    )


def appoint_first_operator(
    session: Session, *, email: str, name: str, language: str, password_hash: str | None = None
) -> str:
    """Make the first operator; returns the path of the page where they choose a password.

    Raises `Conflict` once there is an operator: the command is for an empty site.
    """
    if queries.any_operator(session):
        raise Conflict(t("This site has an operator already."))
    person = found_person(
        session, email=email, name=name, language=language, password_hash=password_hash
    )
    person.operator = True
    record(session, Actor(person.id), events.OperatorAppointed(subject_id=person.id))
    return reset_path(session, person)


def found_person(
    session: Session, *, email: str, name: str, language: str, password_hash: str | None
) -> Person:
    """A confirmed person, made by a command rather than by signing up."""
    if queries.by_email(session, email) is not None:
        raise Conflict(t("This address has an account already."))
    person = Person(
        id=new_id(),
        name=name,
        email=email,
        password_hash=password_hash,
        language=language,
        confirmed_at=clock.now(),
    )
    session.add(person)
    session.flush()  # their proofs and memberships refer to them
    record(session, Actor(person.id), events.PersonSignedUp(subject_id=person.id))
    return person


def reset_path(session: Session, person: Person) -> str:
    """The address of a page where `person` chooses a password."""
    return f"/reset/{_prove(session, person, ProofPurpose.RESET, RESET_LASTS)}"


def erase_person(session: Session, actor: Actor, *, person: Person, rule: str) -> None:
    """Remove name, address, password, sessions, tokens and letters; the id stays.

    What later features know of the person they remove themselves when they hear of the event.
    """
    address = person.email or ""
    person.name, person.email, person.password_hash = "", None, None
    person.operator, person.erased_at = False, clock.now()
    for table in (Login, ApiToken, Proof, AnswerRow):
        session.execute(delete(table).where(table.person_id == person.id))
    notices.forget_person(session, person.id, address)
    record(session, actor, events.PersonErased(subject_id=person.id, rule=rule))


def count_try(session: Session, limit: Limit, key: str) -> None:
    """Count one try of `key`; raises `TooMany` beyond the limit."""
    if session.get_bind().dialect.name == "postgresql":  # or simultaneous tries see none other
        session.execute(select(func.pg_advisory_xact_lock(func.hashtext(f"{limit.name} {key}"))))
    if queries.tries(session, limit, key) >= limit.tries:
        minutes = int(limit.within.total_seconds() // 60)
        raise TooMany(
            t("Too many tries. Please wait %(minutes)s minutes.", minutes=minutes),
            retry_after=minutes * 60,
        )
    session.add(Try(key=queries.try_key(limit, key)))


def forget_old_tries(session: Session) -> None:
    session.execute(delete(Try).where(Try.at < clock.now() - timedelta(days=1)))


def forget_old_logins(session: Session) -> None:
    for table in (Login, Proof, ApiToken):
        session.execute(delete(table).where(table.until < clock.now()))


def _prove(session: Session, person: Person, purpose: ProofPurpose, lasts: timedelta) -> str:
    secret = new_secret()
    session.add(
        Proof(
            digest=digest(secret),
            person_id=person.id,
            purpose=purpose,
            until=clock.now() + lasts,
        )
    )
    return secret


def _then(target: str) -> str:
    return "" if target == "/" else f"?next={quote(target)}"


def _write_known(session: Session, person: Person, target: str) -> None:
    _write(
        session,
        person,
        Message(
            subject=t("You already have an account"),
            paragraphs=(
                t("Somebody tried to open an account with your address, which has one."),
                t("If it was you, sign in or choose a new password."),
            ),
            action=t("Sign in"),
            path="/sign-in" + _then(target),
        ),
    )


def _write(session: Session, person: Person, message: Message) -> None:
    if person.email:
        notices.post(
            session,
            address=person.email,
            language=person.language,
            message=message,
            person_id=person.id,
        )
