"""The link that ends a saved search without signing in: its id, signed.

Signed with the key of the journal's heads, whose texts begin otherwise, so that neither can be
taken for the other; a new key ends the links of older letters.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from marketplace.db.types import ID_LENGTH

PATH = "/alerts/end"


def ending(key: Ed25519PrivateKey, search_id: str) -> str:
    """The path on this site that ends the search."""
    signature = urlsafe_b64encode(key.sign(_text(search_id))).decode().rstrip("=")
    return f"{PATH}/{search_id}{signature}"


def search_in(key: Ed25519PublicKey, token: str) -> str | None:
    """Whose link it is; None for one that we did not write."""
    search_id, signature = token[:ID_LENGTH], token[ID_LENGTH:]
    try:
        key.verify(urlsafe_b64decode(signature + "=="), _text(search_id))
    except (InvalidSignature, Error, ValueError):
        return None
    return search_id


def _text(search_id: str) -> bytes:
    return f"threehouses end of saved search {search_id}".encode()
