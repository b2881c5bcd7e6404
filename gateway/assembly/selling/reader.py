"""The AVAILABILITY port: what may be promised of items, for many askers at once."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from domain.availability.answers import Addend, Availability
from domain.availability.asking import Answered, Question
from domain.availability.ceilings import held_of
from domain.availability.kits import Kit, Part, kit_availability
from domain.availability.plans import Ask
from domain.availability.pooled import Known
from domain.availability.promising import Wanted, promised
from domain.availability.selling import Route, Selling
from domain.availability.supply import Supply
from domain.availability.transit import in_transit
from domain.errors import BackendError
from domain.freshness import Stamp, unavailable
from domain.ports.demand import Demand
from domain.ports.reading import Failed, Found, Missing, Outcomes
from domain.ports.state import Clock
from domain.quantities import zero
from gateway.assembly.selling.known import Everything, Item, Position, Sources


@dataclass(frozen=True, slots=True, kw_only=True)
class AvailabilityReader:
    """The AVAILABILITY port. places: our locations that keep stock."""

    sources: Sources
    selling: Selling
    places: Sequence[str]
    clock: Clock

    async def read(self, keys: Sequence[Question], demand: Demand) -> Outcomes[Question, Answered]:
        known = await self.sources.read((key.sku for key in keys), self._read_at(keys), demand)
        return self._answered(keys, known)

    def peek(self, keys: Sequence[Question], demand: Demand) -> Outcomes[Question, Answered] | None:
        known = self.sources.peek((key.sku for key in keys), self._read_at(keys), demand)
        return None if known is None else self._answered(keys, known)

    def _read_at(self, keys: Iterable[Question]) -> Sequence[str]:
        """Where something is kept for others of a pool, all of it has to be known to know what is left."""
        asked: dict[str, None] = {}
        for key in keys:
            if key.locations is None or self.selling.is_pooled:
                return self.places
            asked |= dict.fromkeys(key.locations)
        return list(asked)

    def _answered(
        self, keys: Sequence[Question], known: Everything
    ) -> dict[Question, Found[Answered] | Missing | Failed]:
        work = _Work(known, self.selling, self.clock)
        return {key: work.outcome(key) for key in keys}


class _Work:
    """Answers questions out of what was read. Raises nothing: what cannot be answered is an outcome."""

    def __init__(self, known: Everything, selling: Selling, clock: Clock) -> None:
        self._known = known
        self._selling = selling
        self._now = clock.now()
        self._holds: dict[str, Known] = {}
        self._supplies: dict[str, Sequence[Supply]] = {}
        self._routes: dict[Ask, Route] = {}

    def outcome(self, question: Question) -> Found[Answered] | Missing | Failed:
        """Found where it is kept anywhere that was asked for, in spite of places that could not answer."""
        item = self._known.items[question.sku]
        errors: list[BackendError] = []
        stamps: list[Stamp] = []
        for one in self._read(question, item):
            if isinstance(one, Failed):
                errors += one.errors
                stamps += [unavailable(error.backend) for error in one.errors]
            else:
                stamps += one.stamps
                if isinstance(one, Found) and one.gaps:
                    errors += one.gaps
        if not self._is_kept(item, question):
            return Failed(errors[0], (), tuple(errors[1:])) if errors else Missing(tuple(stamps))
        answered = Answered(self._answer(question), lambda: self._addends(question))
        return Found(answered, tuple(stamps), (), tuple(errors))

    def _answer(self, question: Question, *, explain: bool = False) -> Availability:
        item = self._known.items[question.sku]
        if not item.components:
            return self._plain(item, question, explain=explain)
        route = self._route(question.ask)
        parts = [Part(one.amount, self._part(one.sku, question)) for one in item.components]
        kit = Kit(question.sku, parts, self._selling.rules.kits_from_many)
        if route.terms(question.sku, item.unit).is_excluded:
            kit = Kit(question.sku, ())
        return kit_availability(kit, self._now, explain=explain)

    def _part(self, sku: str, question: Question) -> Availability:
        if sku not in self._known.items:
            return Availability(sku=sku, available=zero())
        return self._answer(Question(sku, question.ask, question.locations))

    def _plain(self, item: Item, question: Question, *, explain: bool) -> Availability:
        return promised(
            item.sku,
            self._route(question.ask),
            self._of(item),
            self._coming(item),
            Wanted(question.locations, explain),
        )

    def _coming(self, item: Item) -> Sequence[Supply]:
        """By documents, and between our places; nothing where no rule counts on any."""
        rules = self._selling.rules
        if not rules.supply:
            return ()
        found = self._supplies.get(item.sku)
        if found is None:
            read = (one.value for one in item.places.values() if isinstance(one, Found))
            moving = [supply for position in read for supply in in_transit(position, rules.lanes)]
            found = self._supplies[item.sku] = [*self._known.coming.get(item.sku, ()), *moving]
        return found

    def _of(self, item: Item) -> Known:
        known = self._holds.get(item.sku)
        if known is None:
            sums = self._known.held.get(item.sku)
            held = held_of(self._selling, item.sku, sums) if sums else {}
            known = self._holds[item.sku] = Known(item.stock, held, self._now)
        return known

    def _route(self, ask: Ask) -> Route:
        route = self._routes.get(ask)
        if route is None:
            route = self._routes[ask] = self._selling.route(ask)
        return route

    def _addends(self, question: Question) -> Sequence[Addend]:
        return self._answer(question, explain=True).explain

    def _is_kept(self, item: Item, question: Question) -> bool:
        if item.components:
            parts = (self._known.items.get(part.sku) for part in item.components)
            return all(part is not None and self._is_kept(part, question) for part in parts)
        if question.locations is None:
            return bool(item.counted)
        return any(place in question.locations for place in item.counted)

    def _read(self, question: Question, item: Item) -> Collection[Position]:
        """What was read of the item where it was asked for, and of its components."""
        wanted = question.locations
        if wanted is None and not item.components:
            return item.places.values()
        found = [one for place, one in item.places.items() if wanted is None or place in wanted]
        for part in item.components:
            if part.sku in self._known.items:
                found += self._read(question, self._known.items[part.sku])
        return found
