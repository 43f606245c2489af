"""A file as an answer, for pages and programs alike."""

from fastapi import Request
from fastapi.responses import StreamingResponse

from marketplace.catalogue import service
from marketplace.catalogue.forms import SearchForm
from marketplace.interop.exports.files import File
from marketplace.interop.exports.finds import search_file
from marketplace.interop.exports.formats import Format
from marketplace.kit.actor import Actor


def streamed(file: File) -> StreamingResponse:
    named = {"content-disposition": f'attachment; filename="{file.name}"'}
    return StreamingResponse(file.content, media_type=file.media, headers=named)


def found_file(request: Request, actor: Actor, search: SearchForm, file_format: Format) -> File:
    state = request.app.state
    pages = service.found_ids(state.engine, actor, search)
    return search_file(state.database, actor, pages, file_format, state.settings.base_url)
