"""Which addresses there are, and which methods each takes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from starlette.applications import Starlette
from starlette.routing import BaseRoute, Route


def routes_of(app: Starlette) -> Iterator[Route]:
    """Every route that answers by itself, those of included routers among them; folders of files are none."""
    return _within(app.routes)


def methods_at(app: Starlette, path: str) -> frozenset[str]:
    """Every method that an address takes, by whichever of its routes."""
    return frozenset(
        method for route in routes_of(app) if route.path_regex.match(path) for method in route.methods or ()
    )


def _within(routes: Sequence[BaseRoute]) -> Iterator[Route]:
    for route in routes:
        router = getattr(route, "original_router", None)  # FastAPI keeps an included router whole
        if router is not None:
            yield from _within(router.routes)
        elif isinstance(route, Route):
            yield route
