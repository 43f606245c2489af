"""The API reference for people, read from the OpenAPI schema that programs get."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

METHODS = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True, slots=True)
class Parameter:
    name: str
    place: str
    kind: str
    required: bool
    about: str


@dataclass(frozen=True, slots=True)
class Answer:
    """`model` names the schema among the page's models, where the answer is one of them."""

    status: str
    about: str
    schema: str
    model: str


@dataclass(frozen=True, slots=True)
class Operation:
    """`token` says whether it wants one: "needed", "optional" or ""."""

    anchor: str
    method: str
    path: str
    summary: str
    about: str
    token: str
    parameters: Sequence[Parameter]
    body: str
    answers: Sequence[Answer]
    curl: str


@dataclass(frozen=True, slots=True)
class Group:
    name: str
    operations: Sequence[Operation]


@dataclass(frozen=True, slots=True)
class Model:
    """A named schema: its properties as parameters without a place."""

    name: str
    about: str
    properties: Sequence[Parameter]


@dataclass(frozen=True, slots=True)
class ReferencePage:
    base_url: str
    groups: Sequence[Group]
    models: Sequence[Model]


def reference_page(schema: Mapping[str, Any], base_url: str) -> ReferencePage:
    groups: dict[str, list[Operation]] = {}
    for path, item in schema["paths"].items():
        for method in METHODS:
            if method in item:
                operation = _operation(schema, base_url, path, method, item[method])
                groups.setdefault((item[method].get("tags") or ["API"])[0], []).append(operation)
    return ReferencePage(
        base_url=base_url,
        groups=tuple(Group(name, tuple(found)) for name, found in groups.items()),
        models=tuple(
            _model(name, found) for name, found in sorted(schema["components"]["schemas"].items())
        ),
    )


def _operation(
    schema: Mapping[str, Any], base_url: str, path: str, method: str, found: Mapping[str, Any]
) -> Operation:
    body = _body(schema, found)
    token = _token(found)
    return Operation(
        anchor=found["operationId"],
        method=method.upper(),
        path=path,
        summary=found.get("summary", ""),
        about=found.get("description", ""),
        token=token,
        parameters=tuple(_parameter(one) for one in found.get("parameters", ())),
        body=body,
        answers=tuple(_answer(status, one) for status, one in found["responses"].items()),
        curl=_curl(base_url, path, method, token, [*_sent(body), *_parts(schema, found)]),
    )


def _token(found: Mapping[str, Any]) -> str:
    security = found.get("security", [])
    if not security:
        return ""
    return "optional" if {} in security else "needed"


def _parameter(found: Mapping[str, Any]) -> Parameter:
    return Parameter(
        name=found["name"],
        place=found["in"],
        kind=_kind(found.get("schema", {})),
        required=found.get("required", False),
        about=found.get("description") or found.get("schema", {}).get("description", ""),
    )


def _answer(status: str, found: Mapping[str, Any]) -> Answer:
    content = found.get("content", {})
    schema = next((one.get("schema", {}) for one in content.values()), None)
    kind = _kind(schema) if schema else ""
    model = kind if schema and "$ref" in schema else ""
    return Answer(status, found.get("description", ""), kind, model)


def _model(name: str, found: Mapping[str, Any]) -> Model:
    required = found.get("required", ())
    properties = tuple(
        Parameter(
            name=field,
            place="",
            kind=_kind(one),
            required=field in required,
            about=one.get("description", ""),
        )
        for field, one in found.get("properties", {}).items()
    )
    about = found.get("description", "")
    if "enum" in found:
        about = f"{about} {_kind(found)}".strip()
    return Model(name, about, properties)


def _kind(schema: Mapping[str, Any]) -> str:
    """A type in a few words: "string", "list of BidOut", "MoneyOut or null"."""
    if "$ref" in schema:
        return str(schema["$ref"]).rsplit("/", 1)[-1]
    if "const" in schema:
        return json.dumps(schema["const"])
    if "enum" in schema:
        return " | ".join(str(value) for value in schema["enum"])
    choices = schema.get("anyOf") or schema.get("oneOf") or schema.get("allOf")
    if choices:
        return " or ".join(dict.fromkeys(_kind(choice) for choice in choices))
    kind = schema.get("type", "any")
    if isinstance(kind, list):
        return " or ".join(kind)
    if kind == "array":
        return f"list of {_kind(schema.get('items', {}))}"
    return f"{kind} ({schema['format']})" if "format" in schema else str(kind)


def _body(schema: Mapping[str, Any], found: Mapping[str, Any]) -> str:
    """An example of what to send, as JSON text; empty where nothing is sent."""
    content = found.get("requestBody", {}).get("content", {}).get("application/json")
    if content is None:
        return ""
    example = content.get("example", example_of(schema, content["schema"]))
    return json.dumps(example, ensure_ascii=False, indent=2)


def example_of(schema: Mapping[str, Any], found: Mapping[str, Any], depth: int = 0) -> Any:
    """A value of the schema `found`: its own example, else one put together from its parts."""
    if "$ref" in found:
        name = str(found["$ref"]).rsplit("/", 1)[-1]
        return example_of(schema, schema["components"]["schemas"][name], depth + 1)
    for key in ("example", "const", "default"):
        if key in found:
            return found[key]
    for key in ("examples", "enum"):
        if found.get(key):
            return found[key][0]
    for key in ("anyOf", "oneOf", "allOf"):
        if found.get(key):
            return example_of(schema, found[key][0], depth)
    return _of_type(schema, found, depth)


def _of_type(schema: Mapping[str, Any], found: Mapping[str, Any], depth: int) -> Any:
    match found.get("type"):
        case "object" if depth < 5:
            wanted = found.get("required", ())
            return {
                name: example_of(schema, one, depth + 1)
                for name, one in found.get("properties", {}).items()
                if name in wanted or "example" in one or "examples" in one
            }
        case "array":
            return [example_of(schema, found.get("items", {}), depth + 1)] if depth < 5 else []
        case "integer" | "number":
            return found.get("minimum", 1)
        case "boolean":
            return True
        case "string":
            return {"date": "2026-11-20", "date-time": "2026-11-20T08:00:00Z"}.get(
                found.get("format", ""), "…"
            )
        case _:
            return None


def _parts(schema: Mapping[str, Any], found: Mapping[str, Any]) -> Sequence[str]:
    """The words of curl for what is sent as a form with files; none where it is not."""
    content = found.get("requestBody", {}).get("content", {}).get("multipart/form-data")
    if content is None:
        return []
    name = content["schema"]["$ref"].rsplit("/", 1)[-1]
    return [f"-F {part}=@FILE" for part in schema["components"]["schemas"][name]["properties"]]


def _sent(body: str) -> Sequence[str]:
    if not body:
        return []
    line = json.dumps(json.loads(body), ensure_ascii=False).replace("'", r"'\''")
    return ["-H 'Content-Type: application/json'", f"-d '{line}'"]


def _curl(base_url: str, path: str, method: str, token: str, sent: Sequence[str]) -> str:
    words = ["curl"]
    if method != "get":
        words.append(f"-X {method.upper()}")
    words.append(f"{base_url}{path}")
    if token:
        words.append('-H "Authorization: Bearer $TOKEN"')
    return " \\\n  ".join([*words, *sent])
