"""Exception cases in memory, by the rules of the port."""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime

from msgspec.structs import replace

from domain.cases.work import CaseFilter, CasePage, CasePosition, assigned, resolved, settled, unknown_case
from domain.events.owners import Owners
from domain.exceptions import SIGHTING, CaseChange, CaseState, ExceptionCase, Finding, gathered
from domain.partners import Grant, Principal, RowScope
from domain.policy import ALLOW, decide_row
from domain.rows.own_cases import EVERY_ROW, OWN_CODES, about, of_stock_case

UNKNOWN = Owners(known=False)


def _nobody_knows(_number: str) -> Owners:
    return UNKNOWN


class InMemoryExceptionCases:
    """Keeps cases in a dictionary. Each of `errors` is raised once, instead of writing.

    owners: whose an order is, as the order index has it. asked: the row scope of each question.
    """

    def __init__(self, owners: Callable[[str], Owners] = _nobody_knows) -> None:
        self._owners = owners
        self.asked: list[RowScope] = []
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
        states = () if state is None else (state,)
        return list((await self.page(CaseFilter(states=states), first=limit)).cases)

    async def page(
        self,
        wanted: CaseFilter,
        *,
        first: int,
        after: CasePosition | None = None,
        rows: RowScope = EVERY_ROW,
    ) -> CasePage:
        self.asked.append(rows)
        own = (case for case in self.held.values() if self._is_own(case, rows))
        fitting = [case for case in own if _fits(case, wanted)]
        ordered = sorted(fitting, key=_place, reverse=True)
        left = [case for case in ordered if after is None or _place(case) < (after.last_seen, after.id)]
        return CasePage(cases=tuple(left[:first]), more=len(left) > first, total=len(fitting))

    async def case(self, case_id: str, rows: RowScope = EVERY_ROW) -> ExceptionCase | None:
        self.asked.append(rows)
        own = (case for case in self.held.values() if self._is_own(case, rows))
        return next((case for case in own if case.id == case_id), None)

    async def of_groups(self, code: str, groups: Sequence[str]) -> Sequence[ExceptionCase]:
        return [case for (known, group), case in self.held.items() if known == code and group in groups]

    async def assign(self, case_id: str, owner: str, *, who: str, now: datetime) -> ExceptionCase:
        return self._keep(assigned(await self._known(case_id), owner, who=who, now=now))

    async def resolve(self, case_id: str, note: str, *, who: str, now: datetime) -> ExceptionCase:
        return self._keep(resolved(await self._known(case_id), note, who=who, now=now))

    async def settle(self, code: str, group: str, note: str, *, now: datetime) -> bool:
        case = self.held.get((code, group))
        if case is None or case.state is CaseState.RESOLVED:
            return False
        self._keep(settled(case, note, now=now))
        return True

    def _is_own(self, case: ExceptionCase, rows: RowScope) -> bool:
        if rows == EVERY_ROW:
            return True
        asker = Principal(partner="any", grant=Grant(scopes=frozenset(), rows=rows))
        owners = [self._owners_of(subject) for subject in case.finding.subjects]
        own = all(decide_row(asker, each) is ALLOW for each in owners)
        return own and bool(owners) and case.finding.code in OWN_CODES

    def _owners_of(self, subject: str) -> Owners:
        said = about(subject)
        if said.place:
            return of_stock_case(said.place)
        return self._owners(said.order) if said.order else UNKNOWN

    async def _known(self, case_id: str) -> ExceptionCase:
        case = await self.case(case_id)
        if case is None:
            raise unknown_case(case_id)
        return case

    def _keep(self, case: ExceptionCase) -> ExceptionCase:
        self.held[case.finding.code, case.finding.group] = case
        return case

    def _raise(self, finding: Finding, now: datetime) -> None:
        case = self.held.get((finding.code, finding.group))
        if case is None:
            number = f"case-{len(self.held) + 1}"
            first = gathered(finding, finding)
            self._keep(ExceptionCase(id=number, finding=first, first_seen=now, last_seen=now))
            return
        late = now < case.last_seen
        sighted = replace(
            case,
            finding=gathered(case.finding, finding) if late else gathered(finding, case.finding),
            first_seen=min(now, case.first_seen),
            last_seen=max(now, case.last_seen),
            count=case.count + 1,
        )
        self._keep(_reopened(sighted, now) if case.state is CaseState.RESOLVED else sighted)


def _reopened(case: ExceptionCase, now: datetime) -> ExceptionCase:
    change = CaseChange(at=now, who=SIGHTING, before=CaseState.RESOLVED, after=CaseState.OPEN)
    return replace(case, state=CaseState.OPEN, owner="", resolution="", history=(*case.history, change))


def _fits(case: ExceptionCase, wanted: CaseFilter) -> bool:
    finding = case.finding
    said: tuple[tuple[Sequence[str], Iterable[str]], ...] = (
        (wanted.states, {case.state}),
        (wanted.codes, {finding.code}),
        (wanted.severities, {finding.severity}),
        (wanted.owners, {case.owner}),
        (wanted.systems, finding.systems),
        (wanted.subjects, finding.subjects),
    )
    return all(not values or set(values) & set(has) for values, has in said)


def _place(case: ExceptionCase) -> tuple[datetime, str]:
    return case.last_seen, case.id
