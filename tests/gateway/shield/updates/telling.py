"""What a system tells of its product, and how it is when it is down."""

from datetime import timedelta

from domain.catalog import Product
from domain.errors import BackendUnavailable
from domain.ports.backends import PRODUCTS
from gateway.shield.freshness.changes import Update, update
from tests.doubles.shielded import Replica

DOWN = BackendUnavailable("cannot be reached", backend="erp")


def told(replica: Replica, number: int, *, ago: timedelta = timedelta()) -> Update:
    """Of product A, as it was a while ago."""
    record = Product(sku="A", source="erp", name=str(number))
    return update(PRODUCTS, "A", record, replica.clock.now() - ago)
