"""What handlers ask for: a session, the actor, the posted form."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.security import HTTPBearer
from sqlalchemy.orm import Session
from starlette.datastructures import UploadFile

from marketplace.kit.actor import VISITOR, Actor
from marketplace.kit.errors import SignInNeeded
from marketplace.web.identity import Identity, comes_unnamed, identity_of


def _read_session(request: Request) -> Iterator[Session]:
    with request.app.state.database.reading() as session:
        yield session


def unit_of_work(request: Request) -> Iterator[Session]:
    with request.app.state.database.writing() as session:
        yield session


async def any_actor(request: Request) -> Actor:
    """Only who has to be looked for costs a thread."""
    if comes_unnamed(request):
        return VISITOR
    return (await run_in_threadpool(identity_of, request)).actor


def signed_in(request: Request) -> Actor:
    actor = identity_of(request).actor
    if not actor.signed_in:
        raise SignInNeeded
    return actor


async def _posted(request: Request) -> dict[str, list[str]]:
    """The form's fields as lists; files are not expected here."""
    form = await request.form()
    posted: dict[str, list[str]] = {}
    for name, value in form.multi_items():
        if isinstance(value, str):
            posted.setdefault(name, []).append(value)
    return posted


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it was sent; its name is the sender's and says nothing about what it is."""

    name: str
    body: bytes


async def _uploaded(request: Request) -> Upload | None:
    """The file of the form's field `file`; None where none was chosen."""
    async with request.form(max_files=1) as form:
        file = form.get("file")
        if not isinstance(file, UploadFile) or not file.filename:
            return None
        return Upload(file.filename, await file.read())


Posted = Annotated[dict[str, list[str]], Depends(_posted)]
Uploaded = Annotated[Upload | None, Depends(_uploaded)]
Reading = Annotated[Session, Depends(_read_session, scope="function")]
Writing = Annotated[Session, Depends(unit_of_work, scope="function")]
"""Committed before the answer leaves (scope="function"); see docs/adr/0004."""
AnyActor = Annotated[Actor, Depends(any_actor)]
SignedIn = Annotated[Actor, Depends(signed_in)]
Who = Annotated[Identity, Depends(identity_of)]

bearer = HTTPBearer(auto_error=False, description="A token made on your account page.")


def client_address(request: Request) -> str:
    return request.client.host if request.client else "unknown"
