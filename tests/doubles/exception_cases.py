"""Exception cases in memory, by the rules of the port."""

from collections.abc import Sequence
from datetime import UTC, datetime

import msgspec

from domain.exceptions import CaseState, ExceptionCase, Finding


class InMemoryExceptionCases:
    """Keeps cases in a dictionary. Each of `errors` is raised once, instead of writing."""

    def __init__(self) -> None:
        self.held: dict[tuple[str, str], ExceptionCase] = {}
        self.errors: list[Exception] = []
        self.batches: list[tuple[Finding, ...]] = []

    async def raise_all(self, findings: Sequence[Finding], now: datetime) -> None:
        if self.errors:
            raise self.errors.pop(0)
        self.batches.append(tuple(findings))
        for finding in findings:
            self._raise(finding, now.astimezone(UTC))

    async def cases(self, state: CaseState | None = None, *, limit: int = 100) -> Sequence[ExceptionCase]:
        found = [case for case in self.held.values() if state is None or case.state is state]
        return sorted(found, key=lambda case: (case.last_seen, case.id), reverse=True)[:limit]

    def change(self, case_id: str, state: CaseState, *, owner: str = "", resolution: str = "") -> None:
        """What a person does with a case."""
        key = next(key for key, case in self.held.items() if case.id == case_id)
        self.held[key] = msgspec.structs.replace(
            self.held[key], state=state, owner=owner, resolution=resolution
        )

    def _raise(self, finding: Finding, now: datetime) -> None:
        key = (finding.code, finding.group)
        case = self.held.get(key)
        if case is None:
            number = f"case-{len(self.held) + 1}"
            self.held[key] = ExceptionCase(id=number, finding=finding, first_seen=now, last_seen=now)
            return
        if case.state is CaseState.RESOLVED:
            case = msgspec.structs.replace(case, state=CaseState.OPEN, owner="", resolution="")
        self.held[key] = msgspec.structs.replace(
            case,
            finding=finding if now >= case.last_seen else case.finding,
            first_seen=min(now, case.first_seen),
            last_seen=max(now, case.last_seen),
            count=case.count + 1,
        )
