"""What warehouses tell of the lines of an order, under the numbers that the order itself has for them."""

from collections import defaultdict
from collections.abc import Mapping

from msgspec.structs import replace

from domain.folds.same_lines import NumberedLine, numbered, same_lines
from domain.orders import Fulfilment, Order
from domain.shipments import Content, Shipment


def in_lines_of(order: Order, record: Fulfilment) -> Fulfilment:
    """The same fulfilment. Each source has numbers of its own, and a number may mean another line in each."""
    told: dict[str, list[NumberedLine]] = defaultdict(list)
    for line in record.lines:
        told[line.source].append(NumberedLine(line.line, line.sku))
    ours = numbered(order.lines)
    by_source = {source: same_lines(lines, ours) for source, lines in told.items()}
    packed = same_lines(_packed(order, record), ours)
    if not packed and not any(by_source.values()):
        return record
    ids = {source: {line.id: number for line, number in same.items()} for source, same in by_source.items()}
    meant = {line: number for same in (packed, *by_source.values()) for line, number in same.items()}
    return replace(
        record,
        milestones=tuple(
            replace(fact, line=ids.get(fact.source, {}).get(fact.line, fact.line))
            for fact in record.milestones
        ),
        shipments=tuple(_in_our_lines(shipment, order.number, meant) for shipment in record.shipments),
    )


def _packed(order: Order, record: Fulfilment) -> list[NumberedLine]:
    """The order's lines as its shipments number them, for sources that tell of no others."""
    return [
        NumberedLine(content.line, content.sku)
        for shipment in record.shipments
        for content in shipment.contents
        if content.order == order.number
    ]


def _in_our_lines(shipment: Shipment, order: str, meant: Mapping[NumberedLine, str]) -> Shipment:
    return replace(shipment, contents=tuple(_content(each, order, meant) for each in shipment.contents))


def _content(content: Content, order: str, meant: Mapping[NumberedLine, str]) -> Content:
    number = meant.get(NumberedLine(content.line, content.sku)) if content.order == order else None
    return content if number is None else replace(content, line=number)
