"""Availability at the places of a principal that is held to some rows."""

from collections.abc import Callable, Sequence

from msgspec.structs import replace

from domain.availability.asking import Answered, Question
from domain.ports.demand import Demand
from domain.ports.reading import Outcomes, Reader


class OwnAvailability:
    """Asks for its own places alone, wherever it asks. What is kept for others elsewhere stays kept."""

    def __init__(
        self, reader: Reader[Question, Answered], is_own: Callable[[str], bool], places: Sequence[str]
    ) -> None:
        self._reader = reader
        self._is_own = is_own
        self._places = places

    async def read(self, keys: Sequence[Question], demand: Demand) -> Outcomes[Question, Answered]:
        asked = self._asked(keys)
        outcomes = await self._reader.read(list(dict.fromkeys(asked.values())), demand)
        return {key: outcomes[asked[key]] for key in keys}

    def peek(self, keys: Sequence[Question], demand: Demand) -> Outcomes[Question, Answered] | None:
        asked = self._asked(keys)
        outcomes = self._reader.peek(list(dict.fromkeys(asked.values())), demand)
        return None if outcomes is None else {key: outcomes[asked[key]] for key in keys}

    def _asked(self, keys: Sequence[Question]) -> dict[Question, Question]:
        return {key: replace(key, locations=self._own(key)) for key in keys}

    def _own(self, key: Question) -> tuple[str, ...]:
        wanted = self._places if key.locations is None else key.locations
        return tuple(place for place in wanted if self._is_own(place))
