"""Every route of an application with an address to ask it at, made from the routes themselves, so that a new one is asked too."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute

from service.edge.addresses import routes_of

WITH_BODY = ("POST", "PUT", "PATCH", "DELETE")
BEYOND = ("/static/pages.css", "/static/nothing", "/nothing-here", "/api/v1/nothing-here")
"""Addresses that no route of ours answers."""


@dataclass(frozen=True)
class Way:
    """A route with one of its methods; `names` of its path, query, form and headers."""

    method: str
    route: str
    path: tuple[str, ...] = ()
    query: tuple[str, ...] = ()
    form: tuple[str, ...] = ()
    headers: tuple[str, ...] = ()

    def address(self, values: Mapping[str, str] = MappingProxyType({})) -> str:
        """The address with values put in; `x` where none is given."""
        return re.sub(r"\{(\w+)(?::\w+)?\}", lambda found: values.get(found[1], "x"), self.route)


def ways(app: FastAPI) -> Iterator[Way]:
    """Every route and method."""
    for route in routes_of(app):
        for method in sorted((route.methods or set()) - {"HEAD"}):
            yield Way(method, route.path, **_names(route))


def _names(route: Any) -> dict[str, tuple[str, ...]]:
    path = tuple(re.findall(r"\{(\w+)(?::\w+)?\}", route.path))
    if not isinstance(route, APIRoute):
        return {"path": path}
    flat = list(_dependants(route.dependant))

    def named(kind: str) -> tuple[str, ...]:
        return tuple(sorted({one.alias for part in flat for one in getattr(part, kind)}))

    return {
        "path": path,
        "query": named("query_params"),
        "form": named("body_params"),
        "headers": named("header_params"),
    }


def _dependants(dependant: Any) -> Iterator[Any]:
    yield dependant
    for inner in dependant.dependencies:
        yield from _dependants(inner)
