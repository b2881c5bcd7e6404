"""Moves seeded shipments on, packed with packages and tracking references on the way."""

from tests.real.tryton.seed_client import Record, by_id, new, press

STAGES = ("assigned", "picked", "packed", "shipped", "done")
_BUTTON = {"assigned": "assign_try", "picked": "pick", "packed": "pack", "shipped": "ship", "done": "do"}
_LAST_STAGE = {
    "assigned": "assigned",
    "picked": "picked",
    "packed": "packed",
    "shipped": "shipped",
    "done": "done",
    "done_invoiced": "done",
    "closed": "done",
    "partial": "done",
    "to_return": "done",
}


def seed_shipments(sales: dict[str, list[Record]]) -> list[str]:
    """Bring each sale's shipment to its group's stage; returns the tracking references given out."""
    box = new("stock.package.type", name="Box")
    for sale in sales["partial"]:
        _ship_less(sale.shipments[0])
    references: list[str] = []
    for place, stage in enumerate(STAGES):
        due = [
            sale.shipments[0]
            for group, last in _LAST_STAGE.items()
            if STAGES.index(last) >= place
            for sale in sales[group]
        ]
        if stage == "packed":
            references += [reference for shipment in due for reference in _pack_into(shipment, box)]
        press(due, _BUTTON[stage])
    press([sale.shipments[0] for sale in sales["backordered"]], "assign_try")
    press([sale.shipments[0] for sale in sales["shipment_cancelled"]], "cancel")
    return references


def _ship_less(shipment: Record) -> None:
    """Take half of the first line out of the shipment: the rest becomes a second shipment, the backorder."""
    move = shipment.inventory_moves[0]
    move.quantity = float(move.quantity // 2)
    shipment.save()


def _pack_into(shipment: Record, box: Record) -> list[str]:
    """Put each outgoing move into a package of its own, each with its tracking reference."""
    references = []
    for place, move in enumerate(shipment.outgoing_moves, start=1):
        reference = f"TRK{int(shipment.number):06d}{place}"
        package = new("stock.package", type=box, shipment=shipment, shipping_reference=reference)
        package.moves.append(by_id("stock.move", move.id))
        package.save()
        references.append(reference)
    shipment.reload()
    shipment.shipping_reference = references[0]
    shipment.save()
    return references
