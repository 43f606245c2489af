"""A message for the next page, in a short-lived cookie; it holds words of the program only."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from typing import get_args

from fastapi import Request, Response

from marketplace.kit.views import Badge, BadgeTone
from marketplace.locale import say

COOKIE = "threehouses-said"


def write(response: Response, message: Badge) -> None:
    body = json.dumps([say(message.label), message.tone]).encode()
    response.set_cookie(
        COOKIE, urlsafe_b64encode(body).decode(), max_age=60, httponly=True, samesite="lax"
    )


def read(request: Request) -> Sequence[Badge]:
    raw = request.cookies.get(COOKIE)
    if not raw:
        return ()
    try:
        label, tone = json.loads(urlsafe_b64decode(raw.encode()))
    except (ValueError, TypeError):  # somebody else wrote this cookie
        return ()
    known = isinstance(label, str) and tone in get_args(BadgeTone)
    return (Badge(label, tone),) if known else ()


def clear(response: Response) -> None:
    response.delete_cookie(COOKIE, httponly=True, samesite="lax")
