"""What the graph shows of reservations, made of what the store keeps."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.ports.reservations import Place
from domain.quantities import Quantity
from domain.reservations.records import Reservation
from domain.search.opaque import opaque, read_back
from resolvers.builds.pages import Connection, Edge, page_info


@dataclass(frozen=True, slots=True)
class Payload:
    """A reservation as it is after what was done to it."""

    reservation: Reservation


def place(after: str | None) -> Place | None:
    """Where the page before ended. Raises BadInput for a cursor that is none."""
    return None if after is None else read_back(after, Place, field="after")


def connection(found: Sequence[Reservation], first: int, after: str | None) -> Connection[Reservation]:
    """The page of what was found, which is one more than it holds where there are more."""
    edges = [Edge(opaque(Place(one.created_at, one.id)), one) for one in found[:first]]
    return Connection(edges=edges, page_info=page_info(edges, more=len(found) > first, after=after))


@dataclass(frozen=True, slots=True)
class ShownAllotment:
    """Units of one item at one place."""

    sku: str
    location: str
    quantity: Quantity


def allotments(reservation: Reservation) -> list[ShownAllotment]:
    """Where the units lie that were held at first."""
    return [ShownAllotment(one.sku, one.location, one.quantity) for one in reservation.allotments]


def customer(reservation: Reservation) -> str | None:
    """For whom."""
    return reservation.customer or None


def order_number(reservation: Reservation) -> str | None:
    """The order that it was confirmed for."""
    return reservation.order_number or None


def expires_at(reservation: Reservation) -> datetime:
    """Until when it holds unless it is confirmed."""
    return reservation.expires_at
