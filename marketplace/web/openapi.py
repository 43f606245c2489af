"""The OpenAPI schema, made to say what the program really answers.

FastAPI derives paths, parameters and models. What it cannot know is added here from one place:
every error is a `Problem`, who needs a token, and which refusals come before a handler runs.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.openapi.utils import get_openapi
from fastapi.routing import iter_route_contexts

from marketplace.web.api import PROBLEM_SCHEMA, WHAT, FieldProblem, Problem
from marketplace.web.deps import any_actor, signed_in
from marketplace.web.identity import identity_of

ABOUT = """\
The open market where research meets industry and the State.

Errors are problem details (RFC 9457) with a stable `code`; their sentences are in the language of
`Accept-Language` (vi, en). A body that is not JSON, or not announced as such, is a 422.
"""
TOKEN = "token"  # noqa: S105 - the scheme's name
_REF = "#/components/schemas/{model}"


def install(app: FastAPI) -> None:
    """Let `app.openapi()` and its address give the schema made here, computed once."""

    def schema() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _schema(app)
        return app.openapi_schema

    app.openapi = schema  # type: ignore[method-assign]  # FastAPI's own way to extend it


def _schema(app: FastAPI) -> dict[str, Any]:
    plain = get_openapi(title=app.title, version=app.version, description=ABOUT, routes=app.routes)
    made = _short_names(plain)
    components = made.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    for known in (FieldProblem, Problem):
        schemas[known.__name__] = known.model_json_schema(ref_template=_REF)
        schemas[known.__name__].pop("$defs", None)
    components["schemas"] = dict(sorted(schemas.items()))
    for model in schemas.values():
        _restore_nulls(model)
    components["securitySchemes"] = {
        TOKEN: {
            "type": "http",
            "scheme": "bearer",
            "description": "A token made on your account page; it acts for one house.",
        }
    }
    for path, method, dependant in _operations(app):
        _complete(made["paths"][path][method], path, dependant)
    return made


def _short_names(made: dict[str, Any]) -> dict[str, Any]:
    """Where two features have a model of one name, FastAPI calls them by their modules."""
    text = re.sub(
        r"(?:marketplace__)?([a-z]+)__[a-z]+__(?=[A-Z])",
        lambda found: found[1].capitalize(),
        json.dumps(made),
    )
    short: dict[str, Any] = json.loads(text)
    return short


def _restore_nulls(model: dict[str, Any]) -> None:
    """FastAPI drops every null of the document, also those that examples show on purpose."""
    if isinstance(example := model.get("example"), dict):
        for name in model.get("required", ()):
            example.setdefault(name, None)


def _operations(app: FastAPI) -> Iterator[tuple[str, str, Dependant]]:
    for route in iter_route_contexts(app.routes):
        if getattr(route, "include_in_schema", False) and hasattr(route, "dependant"):
            for method in route.methods or ():
                yield str(route.path_format), method.lower(), route.dependant


def _complete(operation: dict[str, Any], path: str, dependant: Dependant) -> None:
    asked = set(_calls(dependant))
    token = bool(asked & {signed_in, any_actor, identity_of})
    answers = operation["responses"]
    operation.pop("security", None)
    if token:
        operation["security"] = [{TOKEN: []}] if signed_in in asked else [{}, {TOKEN: []}]
    else:
        answers.pop("401", None)
    for status in _always(operation, path, token=token):
        answers.setdefault(str(status), {"description": WHAT[status]})
    for status, answer in answers.items():
        if int(status) >= 400:
            answer["content"] = _problem()
    operation["responses"] = dict(sorted(answers.items()))


def _always(operation: Mapping[str, Any], path: str, *, token: bool) -> set[int]:
    """What any operation of this form may answer before its handler is reached, or instead."""
    found = {422, 503}
    if token:
        found.add(401)
    if "{" in path:
        found.add(404)
    if "requestBody" in operation:
        found.add(413)
    return found


def _problem() -> Mapping[str, Any]:
    return {"application/problem+json": {"schema": {"$ref": PROBLEM_SCHEMA}}}


def _calls(dependant: Dependant) -> Iterator[object]:
    yield dependant.call
    for inner in dependant.dependencies:
        yield from _calls(inner)
