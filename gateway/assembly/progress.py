"""All facts about an order that other systems than its own hold, for the folds."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from domain.errors import BackendError
from domain.exceptions import Finding
from domain.folds.shipped_parts import order_milestones
from domain.freshness import Stamp
from domain.milestones import Milestone
from domain.orders import Fulfilment, Order, Progress
from domain.ports.demand import Demand
from domain.ports.reading import Failed, Found, Missing, Outcomes, Reader
from domain.returns import Return
from domain.shipments import Shipment, Track
from gateway.assembly.believing import with_gaps

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgressReader:
    """The PROGRESS port: fulfilments, then the tracks of their shipments, and returns beside them."""

    orders: Reader[str, Order]
    fulfilments: Reader[str, Fulfilment]
    tracking: Reader[str, Track]
    returns: Reader[str, Return]

    async def read(self, keys: Sequence[str], demand: Demand) -> Outcomes[str, Progress]:
        orders = await self.orders.read(keys, demand)
        fulfilments = await self.fulfilments.read(keys, demand)
        numbers, sent_back = _tracked(fulfilments), _sent_back(orders)
        tracks = await self.tracking.read(numbers, demand) if numbers else {}
        returns = await self.returns.read(sent_back, demand) if sent_back else {}
        return {key: _progress(key, orders[key], fulfilments[key], tracks, returns) for key in keys}

    def peek(self, keys: Sequence[str], demand: Demand) -> Outcomes[str, Progress] | None:
        orders = self.orders.peek(keys, demand)
        fulfilments = self.fulfilments.peek(keys, demand)
        if orders is None or fulfilments is None:
            return None
        numbers, sent_back = _tracked(fulfilments), _sent_back(orders)
        tracks = self.tracking.peek(numbers, demand) if numbers else {}
        returns = self.returns.peek(sent_back, demand) if sent_back else {}
        if tracks is None or returns is None:
            return None
        return {key: _progress(key, orders[key], fulfilments[key], tracks, returns) for key in keys}


def _tracked(fulfilments: Outcomes[str, Fulfilment]) -> list[str]:
    return list(dict.fromkeys(n for o in _found(fulfilments.values()) for n in _trackings(o.value)))


def _sent_back(orders: Outcomes[str, Order]) -> list[str]:
    return list(dict.fromkeys(n for o in _found(orders.values()) for n in o.value.return_numbers))


def _progress(
    number: str,
    order: Found[Order] | Missing | Failed,
    fulfilment: Found[Fulfilment] | Missing | Failed,
    tracks: Outcomes[str, Track],
    returns: Outcomes[str, Return],
) -> Found[Progress] | Failed:
    if isinstance(fulfilment, Failed):
        return fulfilment
    known = fulfilment.value if isinstance(fulfilment, Found) else Fulfilment(order=number)
    told = [tracks[tracking] for tracking in _trackings(known)]
    sent_back = [returns[n] for n in order.value.return_numbers] if isinstance(order, Found) else []
    milestones = [
        *known.milestones,
        *(fact for shipment in known.shipments for fact in _of_shipment(shipment, number, tracks)),
        *(fact for found in _found(sent_back) for fact in found.value.milestones),
    ]
    parts = [fulfilment, *told, *sent_back]
    whole = Found(
        Progress(order=number, milestones=tuple(milestones)),
        _stamps(parts),
        _findings(parts),
        fulfilment.gaps if isinstance(fulfilment, Found) else (),
    )
    return with_gaps(whole, _errors([*told, *sent_back]))


def _of_shipment(shipment: Shipment, number: str, tracks: Outcomes[str, Track]) -> Iterable[Milestone]:
    known = (tracks[tracking] for tracking in shipment.tracking_numbers)
    told = [o.value.milestones if isinstance(o, Found) else () for o in known]
    return order_milestones(shipment, number, told)


def _trackings(fulfilment: Fulfilment) -> tuple[str, ...]:
    numbers = (number for part in fulfilment.shipments for number in part.tracking_numbers)
    return tuple(dict.fromkeys(numbers))


def _found(outcomes: Iterable[Found[_T] | Missing | Failed]) -> list[Found[_T]]:
    return [outcome for outcome in outcomes if isinstance(outcome, Found)]


def _errors(outcomes: Iterable[object]) -> list[BackendError]:
    return [error for outcome in outcomes if isinstance(outcome, Failed) for error in outcome.errors]


def _stamps(outcomes: Iterable[object]) -> tuple[Stamp, ...]:
    known = (outcome for outcome in outcomes if isinstance(outcome, Found | Missing))
    return tuple(stamp for outcome in known for stamp in outcome.stamps)


def _findings(outcomes: Iterable[object]) -> tuple[Finding, ...]:
    known = (outcome for outcome in outcomes if isinstance(outcome, Found | Failed))
    return tuple(finding for outcome in known for finding in outcome.findings)
