"""The description of the API → what its page shows: every operation, who may, what it takes and answers, and every shape named once."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

_SCHEMAS: Final = "#/components/schemas/"
_LIMITS: Final = (
    "minimum",
    "maximum",
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
    "pattern",
    "format",
    "default",
)
Told = Mapping[str, Any]


Shape = tuple[tuple[str, bool], ...]
"""What a value is, in pieces of text; a piece that is marked names a shape, which has a place of its own on the page."""


@dataclass(frozen=True)
class Field:
    """One parameter or one field of a shape."""

    name: str
    place: str
    is_required: bool
    shape: Shape
    meaning: str


@dataclass(frozen=True)
class Answer:
    """One answer of an operation; `example` is JSON, empty where there is no body."""

    status: str
    meaning: str
    media: str
    shape: Shape
    example: str

    @property
    def is_success(self) -> bool:
        """Whether the operation did what it is for."""
        return self.status.startswith("2")


@dataclass(frozen=True)
class Operation:
    """One operation; `anchor` is where it stands on the page."""

    anchor: str
    method: str
    path: str
    summary: str
    paragraphs: tuple[str, ...]
    parameters: tuple[Field, ...]
    body: Answer | None
    answers: tuple[Answer, ...]


@dataclass(frozen=True)
class Named:
    """A shape that has a name."""

    name: str
    meaning: str
    fields: tuple[Field, ...]
    shape: Shape


@dataclass(frozen=True)
class Reference:
    """The page: operations by topic, then the shapes they speak of."""

    title: str
    about: str
    topics: tuple[tuple[str, tuple[Operation, ...]], ...]
    shapes: tuple[Named, ...]


def reference_of(told: Told) -> Reference:
    """The page of a description."""
    topics: dict[str, list[Operation]] = {}
    for path, operations in told["paths"].items():
        for method, operation in operations.items():
            topics.setdefault(operation["tags"][0], []).append(_operation(method, path, operation))
    shapes = tuple(_named(name, schema) for name, schema in sorted(told["components"]["schemas"].items()))
    by_topic = tuple((name, tuple(operations)) for name, operations in topics.items())
    return Reference(told["info"]["title"], told["info"]["description"].replace("`", ""), by_topic, shapes)


def _operation(method: str, path: str, told: Told) -> Operation:
    body = told.get("requestBody")
    words = "-".join(word for word in path.replace("{", "").replace("}", "").split("/") if word)
    return Operation(
        f"{method}-{words}",
        method.upper(),
        path,
        told["summary"],
        tuple(told.get("description", "").split("\n\n")),
        tuple(_parameter(one) for one in told.get("parameters", ())),
        next(_answers("", body), None) if body else None,
        tuple(answer for status, one in sorted(told["responses"].items()) for answer in _answers(status, one)),
    )


def _parameter(told: Told) -> Field:
    return Field(
        told["name"], told["in"], told.get("required", False), shape_of(told["schema"]), told.get("description", "")
    )


def _answers(status: str, told: Told) -> Iterator[Answer]:
    for media, content in told.get("content", {"": {}}).items():
        example = json.dumps(content["example"], indent=2, ensure_ascii=False) if "example" in content else ""
        shape = shape_of(content["schema"]) if "schema" in content else ()
        yield Answer(status, told.get("description", ""), media, shape, example)


def _named(name: str, schema: Told) -> Named:
    required = schema.get("required", ())
    fields = tuple(
        Field(field, "", field in required, shape_of(one), one.get("description", ""))
        for field, one in schema.get("properties", {}).items()
    )
    return Named(name, schema.get("description", ""), fields, shape_of(schema))


def shape_of(schema: Told) -> Shape:
    """What a schema says, in words."""
    if "$ref" in schema:
        return ((str(schema["$ref"]).removeprefix(_SCHEMAS), True),)
    if "anyOf" in schema:
        first, *others = (shape_of(one) for one in schema["anyOf"])
        return (*first, *(piece for other in others for piece in ((" or ", False), *other)))
    if "enum" in schema or "const" in schema:
        return (("one of: " + ", ".join(map(str, schema.get("enum", [schema.get("const")]))), False),)
    if schema.get("type") == "array":
        return (("list of ", False), *shape_of(schema.get("items", {})), (_limits(schema), False))
    return ((f"{schema.get('type', 'any value')}{_limits(schema)}", False),)


def _limits(schema: Told) -> str:
    told = [f"{name} {schema[name]}" for name in _LIMITS if schema.get(name) is not None]
    return f" ({', '.join(told)})" if told else ""
