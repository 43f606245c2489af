"""The sealer: numbers committed events without a gap and chains their hashes.

An event's row may become visible later than one with a larger id (its transaction was slower), so
ids cannot be followed; the sealer numbers what has been committed, in short transactions of its
own, and everything else follows the numbers.
"""

from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from tempfile import NamedTemporaryFile

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from marketplace.db.journal import (
    GENESIS,
    CursorRow,
    EventRow,
    HeadRow,
    SealRow,
    UnsealedRow,
    chain_hash,
    last_head,
)
from marketplace.db.session import Database
from marketplace.kit import clock

SEALER = "sealer"
BATCH = 500
SIGN_EVERY = timedelta(seconds=10)


def seal_once(database: Database) -> int:
    """Seal what is committed, at most `BATCH` events; returns how many were sealed."""
    with database.reading() as session:
        if not session.scalar(select(exists(select(UnsealedRow)))):
            return 0
    with database.writing() as session:
        cursor = take_cursor(session, SEALER)
        return _seal_batch(session, cursor) if cursor else 0


def take_cursor(session: Session, name: str) -> CursorRow | None:
    """Lock the cursor row `name` for this transaction; None while another worker holds it."""
    cursor = session.scalars(
        select(CursorRow).where(CursorRow.name == name).with_for_update(skip_locked=True)
    ).first()
    if cursor is not None:
        cursor.beat_at = clock.now()
    return cursor


def _seal_batch(session: Session, cursor: CursorRow) -> int:
    events = session.scalars(
        select(EventRow)
        .join(UnsealedRow, UnsealedRow.event_id == EventRow.id)
        .order_by(EventRow.id)
        .limit(BATCH)
    ).all()
    if not events:
        return 0
    last = session.get(SealRow, cursor.number)
    if last is None and cursor.number:
        raise RuntimeError(f"seal {cursor.number} is missing: the chain cannot go on")
    before = last.hash if last else GENESIS
    for event in events:
        cursor.number += 1
        sealed_at = clock.now()
        before = chain_hash(before, cursor.number, event, sealed_at)
        session.add(
            SealRow(number=cursor.number, event_id=event.id, hash=before, sealed_at=sealed_at)
        )
    session.execute(delete(UnsealedRow).where(UnsealedRow.event_id.in_([e.id for e in events])))
    return len(events)


def sign_head(database: Database, key: Ed25519PrivateKey) -> None:
    """Sign the newest seal, unless that was done or a head was signed moments ago."""
    with database.reading() as session:
        seal = session.scalars(select(SealRow).order_by(SealRow.number.desc()).limit(1)).first()
        head = last_head(session)
    if seal is None or (head and head.number >= seal.number):
        return
    if head and clock.now() - head.signed_at < SIGN_EVERY:
        return
    signature = key.sign(head_text(seal.number, seal.hash)).hex()
    with database.writing() as session:
        if take_cursor(session, SEALER) and session.get(HeadRow, seal.number) is None:
            session.add(
                HeadRow(
                    number=seal.number,
                    hash=seal.hash,
                    signature=signature,
                    signed_at=clock.now(),
                )
            )


def head_text(number: int, digest: str) -> bytes:
    return f"threehouses head {number}:{digest}".encode()


def head_is_genuine(key: Ed25519PublicKey, head: HeadRow) -> bool:
    try:
        key.verify(bytes.fromhex(head.signature), head_text(head.number, head.hash))
    except (InvalidSignature, ValueError):
        return False
    return True


def journal_key(path: Path) -> Ed25519PrivateKey:
    """The signing key at `path` (PEM), made on first use and readable by its owner only."""
    if not path.exists():
        _make_key(path)
    loaded = load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(loaded, Ed25519PrivateKey):
        raise TypeError(f"{path} is not an Ed25519 key")
    return loaded


def _make_key(path: Path) -> None:
    """Appears whole or not at all; of two processes that start together one makes it."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    key = Ed25519PrivateKey.generate()
    with NamedTemporaryFile(dir=path.parent) as file:  # made with mode 0600
        file.write(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        file.flush()
        with suppress(FileExistsError):
            path.hardlink_to(file.name)
