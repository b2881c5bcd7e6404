"""Entity keys, as findings and events name their subjects."""

from domain.identifiers import IdentifierKind
from domain.stock import StockKey


def order_subject(number: str) -> str:
    """An order, by the number that the system has."""
    return f"{IdentifierKind.ORDER}:{number}"


def shipment_subject(number: str) -> str:
    """A shipment, by its number or by the shipper's reference."""
    return f"{IdentifierKind.SHIPMENT}:{number}"


def stock_subject(key: StockKey) -> str:
    """An item at a place."""
    return f"sku:{key.sku}@{key.location}"


def source_subject(instance: str) -> str:
    """The system itself: for what belongs to none of its records."""
    return f"source:{instance}"
