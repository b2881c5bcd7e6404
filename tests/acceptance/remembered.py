"""A gateway that remembers, and what its answers say of how old they are."""

from collections.abc import Iterator, Mapping
from typing import Any

import yaml

NOW = {"soft": 0, "ttl": 0}
"""Terms on which nothing is given without asking its system, for as long as that answers."""
UNSPARING = {"breaker": {"failures": 0}, "longest_pause": 0}
"""A budget of a host that is asked again however often it fails, for whoever looks at one fault at a time."""


def remembering(text: str, terms: Mapping[str, object], budget: Mapping[str, object] | None = None) -> str:
    """The same instance file, of a gateway that keeps what it reads on these terms."""
    document = yaml.safe_load(text)
    document["freshness"] = {"ports": {"every": {**NOW, **terms}}}
    if budget is not None:
        document["budgets"] = {"*": dict(budget)}
    return yaml.safe_dump(document, sort_keys=False)


def marks(part: Any) -> Iterator[tuple[str, str, str | None]]:  # noqa: ANN401 - parts of an answer
    """Source, state and reason of every `freshness` in an answer."""
    if isinstance(part, dict):
        for each in part.get("freshness") or ():
            yield each["source"], each["state"], each["reason"]
    for inner in _inside(part):
        yield from marks(inner)


def unmarked(part: Any) -> Any:  # noqa: ANN401 - as above
    """The answer without them."""
    if isinstance(part, dict):
        return {name: unmarked(inner) for name, inner in part.items() if name != "freshness"}
    return [unmarked(inner) for inner in part] if isinstance(part, list) else part


def _inside(part: Any) -> list[Any]:  # noqa: ANN401 - as above
    if isinstance(part, dict):
        return [inner for name, inner in part.items() if name != "freshness"]
    return part if isinstance(part, list) else []
