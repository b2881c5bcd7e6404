"""What was agreed with the customer, under which names: drawn, or told by the ERP that an order came from."""

from simulators.orders.facts import Header, Order
from simulators.reference import catalog, customers, numbers
from simulators.reference.customers import Customer


def buyer(header: Header) -> Customer:
    """Give who bought."""
    return header.copied.buyer if header.copied else customers.customer(header.customer)


def cents(header: Header, line: int) -> int:
    """Give the price of one piece of the line with a number."""
    if header.copied:
        return header.copied.cents[line - 1]
    return catalog.product(header.lines[line - 1].item).cents


def channel_ref(header: Header) -> str:
    """Give the order's number in its channel, empty where there is none."""
    return header.channel_ref or ("" if header.host else numbers.channel_ref(header.channel, header.index))


def customer_po(header: Header) -> str:
    """Give the customer's own number of the order, empty where there is none."""
    return header.customer_po or ("" if header.host else numbers.customer_po(header.channel, header.index))


def invoice(order: Order, work: int) -> str:
    """Give the number of the invoice about a warehouse order."""
    copied = order.header.copied
    return copied.invoice if copied and copied.invoice else numbers.invoice(order.index, work)
