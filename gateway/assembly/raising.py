"""Findings leave the answers here: raised once for each read, and out of the way of whoever reads on."""

from collections.abc import Callable, Iterable, Sequence
from typing import Generic

from msgspec.structs import replace

from domain.exceptions import Finding
from domain.ports.demand import Demand
from domain.ports.reading import Failed, Found, K, Missing, Outcomes, Reader, V

RaiseAll = Callable[[Iterable[Finding]], None]
"""Takes findings without waiting; see the port ExceptionCases."""


class Raising(Generic[K, V]):
    """Raises what `reader` finds not to be right, and gives its outcomes without findings.

    Evidence of each is the trace of the request that met it: the log lines under it tell what was called.
    """

    def __init__(self, reader: Reader[K, V], raise_all: RaiseAll) -> None:
        self._reader = reader
        self._raise_all = raise_all

    async def read(self, keys: Sequence[K], demand: Demand) -> Outcomes[K, V]:
        return self._raised(await self._reader.read(keys, demand), demand)

    def peek(self, keys: Sequence[K], demand: Demand) -> Outcomes[K, V] | None:
        held = self._reader.peek(keys, demand)
        return None if held is None else self._raised(held, demand)

    def _raised(self, outcomes: Outcomes[K, V], demand: Demand) -> Outcomes[K, V]:
        telling = [each for each in outcomes.values() if not isinstance(each, Missing) and each.findings]
        if not telling:
            return outcomes
        self._raise_all([traced(finding, demand) for outcome in telling for finding in outcome.findings])
        return {key: _without(outcome) for key, outcome in outcomes.items()}


def _without(outcome: Found[V] | Missing | Failed) -> Found[V] | Missing | Failed:
    return outcome if isinstance(outcome, Missing) else replace(outcome, findings=())


def traced(finding: Finding, demand: Demand) -> Finding:
    """The finding with the trace of the work that met it among its evidence."""
    if not demand.correlation_id:
        return finding
    return replace(finding, evidence=(*finding.evidence, f"trace:{demand.correlation_id}"))
