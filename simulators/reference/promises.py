"""What the distributor's systems have promised one another: what happens by when, and who owes it."""

from typing import NamedTuple

_HOUR = 3600


class Promise(NamedTuple):
    """`what` must have happened `seconds` after `since`; without `since`, after the instant promised.

    what, since: kinds of facts. channels: only orders of these. site: only goods from there.
    """

    what: str
    seconds: int
    owed_by: str
    since: str = ""
    channels: tuple[str, ...] = ()
    site: str = ""


OF_ORDERS = (
    Promise("released", 4 * _HOUR, "erp", since="acknowledged", channels=("WEB",)),
    Promise("released", 2 * _HOUR, "erp", since="acknowledged", channels=("B2B", "EDI")),
    Promise("shipped", 6 * _HOUR, "wms_east", since="released", site="EAST"),
    Promise("shipped", 8 * _HOUR, "wms_west", since="released", site="WEST"),
    Promise("delivered", 0, "carrier"),
)
OF_SHIPMENTS = (
    Promise("hub_departed", 10 * _HOUR, "tms", since="picked_up"),
    Promise("delivered", 72 * _HOUR, "carrier", since="picked_up"),
)
