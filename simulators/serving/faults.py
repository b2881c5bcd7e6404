"""Faults on demand: what is wrong with a system, how often, and whether it is due for this call."""

from collections.abc import Collection, Iterator

import msgspec

from simulators.draw import Draw
from simulators.serving import mutations

LATENCY = "latency"
STATUS, RESET, HANG, TRUNCATE, INVALID = "status", "reset", "hang", "truncate", "invalid"
ANSWERS = frozenset({STATUS, RESET, HANG, TRUNCATE, INVALID}) | mutations.KINDS
WEBHOOK_DUPLICATE, WEBHOOK_LATE, WEBHOOK_DROP = "webhook_duplicate", "webhook_late", "webhook_drop"
WEBHOOKS = frozenset({WEBHOOK_DUPLICATE, WEBHOOK_LATE, WEBHOOK_DROP})
KINDS = ANSWERS | WEBHOOKS | {LATENCY}


class Fault(msgspec.Struct, forbid_unknown_fields=True):
    """One fault of one system, as the control interface takes it and gives it back.

    `operation` is `GET /path` (or what it begins with) or a SOAP operation; None means all of them.
    `count` is how often it still happens, None until it is removed.
    """

    system: str
    kind: str
    operation: str | None = None
    count: int | None = None
    probability: float = 1.0
    milliseconds: int = 0
    status: int = 503
    retry_after: int | None = None
    field: str = ""
    value: str = ""
    all: bool = False
    seconds: float = 0.0
    id: int = 0
    hits: int = 0

    def check(self, systems: Collection[str]) -> None:
        """Raise ValueError, naming the field, for what can't be."""
        if self.system not in systems:
            raise ValueError(f"system: {self.system!r} is none of {', '.join(sorted(systems))}")
        if self.kind not in KINDS:
            raise ValueError(f"kind: {self.kind!r} is none of {', '.join(sorted(KINDS))}")
        if self.kind in mutations.KINDS and not self.field:
            raise ValueError(f"field: {self.kind} needs the name of a field")
        if not 0 < self.probability <= 1:
            raise ValueError(f"probability: {self.probability} is not above 0 and up to 1")


class FaultBook:
    """The faults that stand, in the order in which they were asked for. Chance is repeatable by the seed."""

    def __init__(self, seed: int, systems: Collection[str]) -> None:
        self._chance = Draw(seed, "faults")
        self._systems = systems
        self._standing: dict[int, Fault] = {}
        self._last_id = 0

    def __iter__(self) -> Iterator[Fault]:
        return iter(self._standing.values())

    def add(self, fault: Fault) -> Fault:
        """Let a fault stand. Raises ValueError for what can't be."""
        fault.check(self._systems)
        self._last_id += 1
        fault.id = self._last_id
        self._standing[fault.id] = fault
        return fault

    def remove(self, system: str | None = None, fault_id: int | None = None) -> int:
        """End the faults of a system, or one of them, or all; gives how many."""
        ended = [
            fault.id
            for fault in self
            if (system is None or fault.system == system) and (fault_id is None or fault.id == fault_id)
        ]
        for each in ended:
            del self._standing[each]
        return len(ended)

    def due(self, system: str, kinds: Collection[str], operation: str = "") -> Fault | None:
        """Give the first standing fault of these kinds that happens now, and count it."""
        for fault in list(self):
            if fault.system != system or fault.kind not in kinds or fault.count == 0:
                continue
            if not operation.startswith(fault.operation or ""):
                continue
            if fault.probability < 1 and self._chance.below(1_000_000) >= fault.probability * 1_000_000:
                continue
            fault.hits += 1
            if fault.count is not None:
                fault.count -= 1
            return fault
        return None
