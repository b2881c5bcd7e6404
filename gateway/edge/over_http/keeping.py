"""Headers for those who keep an answer to GET: for as long as its least fresh value is fresh."""

import math
from collections.abc import Mapping
from datetime import timedelta

from gateway.execution.freshness import Reuse


def keeping(reuse: Reuse | None) -> Mapping[str, str]:
    """`Cache-Control` and `Age`; private, for the policy decides for each caller what an answer shows."""
    vary = {"vary": "Accept, Authorization, GraphQL-Cost"}
    if reuse is None:
        return {**vary, "cache-control": "no-store"}
    return {
        **vary,
        "cache-control": f"private, max-age={math.floor(reuse.lifetime / timedelta(seconds=1))}",
        "age": str(math.ceil(reuse.age / timedelta(seconds=1))),
    }
