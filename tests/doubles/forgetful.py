"""The section `freshness` that remembers nothing, for whoever counts calls or changes the world."""

FORGETFUL = {"ports": {"every": {"ttl": 0, "keep": 0, "negative": 0}}}
