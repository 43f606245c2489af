"""Who hears of a payment. A verifier is asked about each one once, whatever happens to it."""

from collections.abc import Callable, Iterable, Sequence

from sqlalchemy.orm import Session

from marketplace.db.journal import Sealed
from marketplace.houses.models import Membership
from marketplace.houses.queries import people_with_role
from marketplace.kit.text import Text, t
from marketplace.notices import service as notices
from marketplace.notices.rules import Message
from marketplace.payments import policy, queries
from marketplace.payments.models import Payment
from marketplace.payments.rules import CONFIRMERS, DECLARERS, OPEN, Direction, PaymentState

Write = Callable[[Payment], Message]
"""What the letter about this payment says."""


def ask_for_confirmation(session: Session, event: Sealed) -> None:
    """The payer's people, or verifiers where the payer's word would not count."""
    payment = queries.by_id(session, event.subject_id)
    if payment.related:
        _ask_verifiers(session, event, payment, _verify)
    elif payment.state == PaymentState.DECLARED:
        write = _agree if payment.direction == Direction.REVERSAL else _confirm
        _tell(session, event, payment, _payers_people(session, payment), write)


def ask_verifiers(session: Session, event: Sealed) -> None:
    """The parties of a deal turned out to be related: what is open now waits for a verifier."""
    for payment in queries.all_of(session, purpose="deal", reference=event.subject_id):
        if payment.related:
            _ask_verifiers(session, event, payment, _verify)


def tell_of_dispute(session: Session, event: Sealed) -> None:
    payment = queries.by_id(session, event.subject_id)
    if payment.state != PaymentState.DISPUTED:
        return
    _tell(session, event, payment, _payees_people(session, payment), _disputed)
    _ask_verifiers(session, event, payment, _decide)


def tell_of_withdrawal(session: Session, event: Sealed) -> None:
    """Those who were asked need not answer any more."""
    payment = queries.by_id(session, event.subject_id)
    asked = _payers_people(session, payment)
    if policy.needs_verifier(payment) or payment.objection:
        asked = (*asked, *queries.verifiers_of(session, payment))
    _tell(session, event, payment, asked, _withdrawn)


def tell_of_verification(session: Session, event: Sealed) -> None:
    payment = queries.by_id(session, event.subject_id)
    _tell(session, event, payment, _both(session, payment), _verified)


def tell_of_rejection(session: Session, event: Sealed) -> None:
    payment = queries.by_id(session, event.subject_id)
    _tell(session, event, payment, _both(session, payment), _rejected)


def _ask_verifiers(session: Session, event: Sealed, payment: Payment, write: Write) -> None:
    if payment.state in OPEN:
        people = queries.verifiers_of(session, payment)
        _tell(session, event, payment, people, write, once=f"payment {payment.id} verify")


def _payees_people(session: Session, payment: Payment) -> Sequence[Membership]:
    return people_with_role(session, payment.payee_id, *DECLARERS[payment.payee.kind])


def _payers_people(session: Session, payment: Payment) -> Sequence[Membership]:
    return people_with_role(session, payment.payer_id, *CONFIRMERS[payment.payer.kind])


def _both(session: Session, payment: Payment) -> Sequence[Membership]:
    return (*_payees_people(session, payment), *_payers_people(session, payment))


def _tell(
    session: Session,
    event: Sealed,
    payment: Payment,
    readers: Iterable[Membership],
    write: Write,
    *,
    once: str | None = None,
) -> None:
    """Once per person, except the one who did it."""
    people = {reader.person_id: reader.person for reader in readers}
    people.pop(event.actor_id or "", None)
    for person in people.values():
        notices.tell(session, person, write(payment), event=event, once=once)


def _message(payment: Payment, subject: Text, *paragraphs: Text, action: Text) -> Message:
    """Every text may use %(amount)s, %(day)s, %(payee)s and %(payer)s."""
    words = {
        "amount": payment.money,
        "day": payment.paid_on.strftime("%d/%m/%Y"),
        "payee": payment.payee.named,
        "payer": payment.payer.named,
    }
    return Message(
        subject=Text(subject.message, words),
        paragraphs=tuple(Text(one.message, words) for one in paragraphs),
        action=action,
        path=f"/payments/{payment.id}",
    )


def _confirm(payment: Payment) -> Message:
    return _message(
        payment,
        t("Did your house pay %(amount)s?"),
        t("%(payee)s declares that %(payer)s paid %(amount)s on %(day)s."),
        t("If that is right, confirm it with one click; it then counts in public. If not, say so."),
        action=t("Look at the payment"),
    )


def _agree(payment: Payment) -> Message:
    return _message(
        payment,
        t("A payment of %(amount)s is to be taken back"),
        t("%(payee)s takes back the payment of %(amount)s by %(payer)s on %(day)s."),
        t("It counts once your house agrees. Both entries stay in the journal."),
        action=t("Look at the counter-entry"),
    )


def _verify(payment: Payment) -> Message:
    return _message(
        payment,
        t("A payment between related houses needs a verifier"),
        t("%(payee)s declares that %(payer)s paid %(amount)s on %(day)s. The two are related."),
        t("You belong to neither: look at the evidence, then verify or reject it."),
        action=t("Look at the payment"),
    )


def _disputed(payment: Payment) -> Message:
    return _message(
        payment,
        t("%(payer)s disputes a payment"),
        t("It is about %(amount)s, declared as paid on %(day)s. Their reason stands on the page."),
        t("A verifier outside looks at the evidence. If it was a mistake, withdraw it."),
        action=t("Look at the payment"),
    )


def _decide(payment: Payment) -> Message:
    return _message(
        payment,
        t("A disputed payment needs a verifier"),
        t("%(payee)s declares that %(payer)s paid %(amount)s on %(day)s; %(payer)s disputes it."),
        t("You belong to neither: look at the evidence, then verify or reject it."),
        action=t("Look at the payment"),
    )


def _withdrawn(payment: Payment) -> Message:
    return _message(
        payment,
        t("A payment of %(amount)s is no longer declared"),
        t("%(payee)s withdrew what it had declared. You need not answer it."),
        action=t("Look at the payment"),
    )


def _verified(payment: Payment) -> Message:
    return _message(
        payment,
        t("A payment of %(amount)s is verified"),
        t("%(payer)s paid %(payee)s on %(day)s. The payment now counts in the public figures.")
        if payment.direction == Direction.PAYMENT
        else t("The payment by %(payer)s on %(day)s is taken back; the figures follow."),
        action=t("Look at the payment"),
    )


def _rejected(payment: Payment) -> Message:
    return _message(
        payment,
        t("A payment of %(amount)s was rejected"),
        t("It was declared by %(payee)s as paid by %(payer)s on %(day)s. It counts nowhere."),
        t("The verifier's reason stands on the page."),
        action=t("Look at the payment"),
    )
