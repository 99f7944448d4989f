"""Nothing is asked in words that the description does not know: a parameter misspelt would otherwise be taken for none."""

from __future__ import annotations

from collections import Counter
from typing import Any

from starlette.requests import Request

from service.edge.problems import Kind, Place, Refused


async def described_only(request: Request) -> None:
    """Pass if the query has only parameters of the route's description, those that are no lists at most once.

    Raises: Refused, naming the parameters that there are.
    """
    if not request.url.query:
        return
    path = request.app.openapi()["paths"].get(request.scope["route"].path, {})
    told: list[dict[str, Any]] = path.get(request.method.lower(), {}).get("parameters", [])
    known = {one["name"]: _is_list(one["schema"]) for one in told if one["in"] == "query"}
    asked = Counter(name for name, _ in request.query_params.multi_items())
    if any(name not in known or (count > 1 and not known[name]) for name, count in asked.items()):
        allowed = ", ".join(sorted(known)) or "no parameters"
        raise Refused(Kind.INVALID_PARAMETER, "Look at the description.", [Place("query", f"each once: {allowed}")])


def _is_list(schema: dict[str, Any]) -> bool:
    return any(one.get("type") == "array" for one in (schema, *schema.get("anyOf", ())))
