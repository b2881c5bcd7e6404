"""The names of an order: as the filter of orders calls them, and what the one box says that they are."""

from collections.abc import Mapping

NAMES_OF_AN_ORDER: Mapping[str, str] = {
    "number": "ORDER",
    "channelOrder": "CHANNEL_ORDER",
    "customerPo": "CUSTOMER_PO",
    "warehouseOrder": "WAREHOUSE_ORDER",
    "invoice": "INVOICE",
    "shipment": "SHIPMENT",
    "trackingNumber": "TRACKING",
    "return": "RETURN",
}
