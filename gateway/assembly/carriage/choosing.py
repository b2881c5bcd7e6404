"""The TRACKING port over all carriers, each number asked of those that may know it, in turns."""

import asyncio
from collections.abc import Mapping, Sequence

from domain.identifiers import Identifier
from domain.ports.demand import Demand
from domain.ports.reading import Failed, Found, Missing, Outcomes
from domain.ports.state import Crosswalk
from domain.shipments import Track
from gateway.assembly.carriage.told import ToldCarriers
from gateway.assembly.carriage.turns import Carriage, Turns, turns
from gateway.assembly.merged import Merge
from gateway.assembly.naming.renamed import Renamed

_Answers = dict[str, dict[str, Found[Track] | Missing | Failed]]
_Round = Mapping[str, Sequence[str]]
"""Instances of one turn, each with the numbers that it is asked for."""


class ChosenCarriers:
    """Asks the next likely carrier only for what none of those before it knows."""

    def __init__(
        self,
        sources: Sequence[Renamed[str, Track]],
        merge: Merge[str, Track],
        declared: Mapping[str, Carriage],
        told: ToldCarriers,
        crosswalk: Crosswalk,
    ) -> None:
        self._sources = {source.instance: source for source in sources}
        self._merge = merge
        self._declared = declared
        self._told = told
        self._crosswalk = crosswalk

    async def read(self, keys: Sequence[str], demand: Demand) -> Outcomes[str, Track]:
        answers: _Answers = {key: {} for key in keys}
        planned = self._planned(keys, await self._crosswalk.ours(self._codes(keys)))
        turn = 0
        while asked := _round(planned, answers, turn):
            reads = (self._sources[name].read(numbers, demand) for name, numbers in asked.items())
            for name, outcomes in zip(asked, await asyncio.gather(*reads), strict=True):
                _take(answers, name, outcomes)
            turn += 1
        return self._merged(answers)

    def peek(self, keys: Sequence[str], demand: Demand) -> Outcomes[str, Track] | None:
        answers: _Answers = {key: {} for key in keys}
        ours = self._crosswalk.peek_ours(self._codes(keys))
        if ours is None:
            return None
        planned = self._planned(keys, ours)
        turn = 0
        while asked := _round(planned, answers, turn):
            for name, numbers in asked.items():
                held = self._sources[name].peek(numbers, demand)
                if held is None:
                    return None
                _take(answers, name, held)
            turn += 1
        return self._merged(answers)

    def _codes(self, keys: Sequence[str]) -> list[Identifier]:
        return sorted({code for key in keys for code in self._told.of(key)})

    def _planned(self, keys: Sequence[str], ours: Mapping[Identifier, str]) -> Mapping[str, Turns]:
        """A carrier goes by the names that systems have for it, and by ours where the crosswalk ties one."""
        instances = list(self._sources)
        planned = {}
        for key in keys:
            codes = self._told.of(key)
            names = {code.value for code in codes} | {ours[code] for code in codes if code in ours}
            of_leg = self._told.is_of_leg(key)
            planned[key] = turns(key, instances, self._declared, names, of_leg=of_leg)
        return planned

    def _merged(self, answers: _Answers) -> Outcomes[str, Track]:
        """As configured, not as asked: who is believed does not depend on who was likelier."""
        order = list(self._sources)
        return {
            key: self._merge(key, dict(sorted(told.items(), key=lambda one: order.index(one[0]))))
            for key, told in answers.items()
        }


def _round(planned: Mapping[str, Turns], answers: _Answers, turn: int) -> _Round:
    """Whom to ask next, for the numbers that nobody has known so far."""
    asked: dict[str, list[str]] = {}
    for number, order in planned.items():
        if turn >= len(order) or any(isinstance(told, Found) for told in answers[number].values()):
            continue
        for name in order[turn]:
            asked.setdefault(name, []).append(number)
    return asked


def _take(answers: _Answers, name: str, outcomes: Outcomes[str, Track]) -> None:
    for number, outcome in outcomes.items():
        answers[number][name] = outcome
