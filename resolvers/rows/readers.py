"""The readers of a principal that is held to some rows: one entry for each port, or it cannot be read."""

from collections.abc import Sequence

from domain.partners import Principal
from domain.policy import ALLOW, decide_row
from domain.ports import backends as ports
from domain.ports.graph import AVAILABILITY, IMPACT, POSITIONS, PROGRESS
from domain.ports.reading import Readers
from domain.ports.state import Crosswalk
from domain.rows.whose import of_customer, of_place
from domain.stock import StockKey
from resolvers.rows.admission import Admission
from resolvers.rows.own_availability import OwnAvailability
from resolvers.rows.own_impact import OwnImpact
from resolvers.rows.own_names import OfOwnKeys, OwnProducts
from resolvers.rows.own_orders import OfOwnOrders, OwnOrders
from resolvers.rows.own_records import OwnPurchases, OwnReturns
from resolvers.rows.own_shipments import OwnFulfilments, OwnParts, OwnShipments
from resolvers.rows.own_tracks import OwnTracks


def own_readers(
    readers: Readers,
    principal: Principal,
    admission: Admission,
    crosswalk: Crosswalk,
    places: Sequence[str] = (),
) -> Readers:
    """The same ports, each with the principal's own rows alone.

    ORDERS_BY_REFERENCE has none: names are looked up in the index. A new port has none either, until it is
    named here.
    """
    rows = admission.rows
    orders = OwnOrders(readers.of(ports.ORDERS), readers.of(ports.FULFILMENTS), admission, principal)
    parts = OwnParts(readers.of(ports.ORDERS), admission, principal)
    fulfilments = OwnFulfilments(OfOwnOrders(readers.of(ports.FULFILMENTS), orders), parts)
    tracks = OwnTracks(readers.of(ports.TRACKING), fulfilments, crosswalk, admission)

    def is_own_place(code: str) -> bool:
        return decide_row(principal, of_place(code)) is ALLOW

    def is_own_stock(key: StockKey) -> bool:
        return is_own_place(key.location)

    def is_own_customer(code: str) -> bool:
        return decide_row(principal, of_customer(code)) is ALLOW

    return Readers(
        (
            ports.ORDERS.bound(orders),
            ports.FULFILMENTS.bound(fulfilments),
            ports.SHIPMENTS.bound(OwnShipments(readers.of(ports.SHIPMENTS), parts, admission)),
            ports.TRACKING.bound(tracks),
            ports.STOCK.bound(OfOwnKeys(readers.of(ports.STOCK), is_own_stock)),
            ports.RETURNS.bound(OwnReturns(readers.of(ports.RETURNS), orders, admission)),
            ports.PURCHASE_ORDERS.bound(
                OwnPurchases(readers.of(ports.PURCHASE_ORDERS), admission, principal)
            ),
            ports.PRODUCTS.bound(OwnProducts(readers.of(ports.PRODUCTS), crosswalk, rows)),
            ports.LOCATIONS.bound(OfOwnKeys(readers.of(ports.LOCATIONS), is_own_place)),
            ports.CUSTOMERS.bound(OfOwnKeys(readers.of(ports.CUSTOMERS), is_own_customer)),
            PROGRESS.bound(OfOwnOrders(readers.of(PROGRESS), orders)),
            AVAILABILITY.bound(OwnAvailability(readers.of(AVAILABILITY), is_own_place, places)),
            POSITIONS.bound(OfOwnKeys(readers.of(POSITIONS), is_own_stock)),
            IMPACT.bound(OwnImpact(readers.of(IMPACT), orders)),
        )
    )
