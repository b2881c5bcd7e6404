"""Reading shipments where a system lists orders only."""

from dataclasses import replace
from typing import TypeVar

from adapters.transport.decode import RecordsRead, for_each_key

W = TypeVar("W")


def by_shipment(read: RecordsRead[tuple[str, ...], W]) -> RecordsRead[str, W]:
    """Orders by their shipments. An order that cannot be read costs no shipment that another one tells."""
    each = for_each_key(read)
    told = {shipment for shipment, _ in each.records}
    return replace(each, failed={key: failure for key, failure in each.failed.items() if key not in told})
