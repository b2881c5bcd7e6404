"""The section `freshness` that remembers nothing, for whoever counts calls or changes the world."""

from collections.abc import Mapping

FORGETFUL: Mapping[str, Mapping[str, object]] = {"ports": {"every": {"ttl": 0, "keep": 0, "negative": 0}}}
