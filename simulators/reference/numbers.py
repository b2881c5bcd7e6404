"""The names that each system gives to the same order, reversible: every number carries the order's index.

`parse_*` give None for a text that is not of the format, so that a lookup is a miss and never an error.
"""

import re
from typing import NamedTuple

from simulators.reference import check_digits

WEB_OFFSET = 1000
PO_OFFSET = 4_500_000
HIGHEST = 9_999_999

_EAST_WORK = 7_000_000_000
_SCRAMBLE = 7919
_PATTERNS = {
    "erp_order": re.compile(r"SO-(\d{7})"),
    "marketplace": re.compile(r"114-(\d{7})-\d{7}"),
    "web": re.compile(r"#(\d{4,8})"),
    "portal": re.compile(r"WB(\d{8})"),
    "customer_po": re.compile(r"PO (\d{7,8})"),
    "invoice": re.compile(r"INV-(\d{7}\d)"),
    "rma": re.compile(r"RMA-(\d{7})"),
    "east_work": re.compile(r"WO(7\d{9})"),
    "west_work": re.compile(r"W2-(\d{1,8})"),
    "east_shipment": re.compile(r"SHE(\d{9})"),
    "west_shipment": re.compile(r"(\d{10})"),
    "load": re.compile(r"LD(\d{9})"),
    "pro": re.compile(r"44(\d{8})"),
    "ground": re.compile(r"1ZR4(\d)(\d)W703(\d{7})\d"),
    "express": re.compile(r"7(\d{7})(\d)(\d)4\d"),
}


class Piece(NamedTuple):
    """What a tracking number names: an order, its warehouse order, a package."""

    order: int
    work: int
    package: int


def _match(kind: str, text: str) -> re.Match[str] | None:
    return _PATTERNS[kind].fullmatch(text) if text.isascii() else None


def _number(kind: str, text: str) -> int | None:
    found = _match(kind, text)
    return int(found[1]) if found else None


def _less(number: int | None, offset: int) -> int | None:
    return number - offset if number is not None and number > offset else None


def _pair(number: int | None) -> tuple[int, int] | None:
    return divmod(number, 10) if number is not None else None


def erp_order(index: int) -> str:
    """Write an order's number in the ERP: `SO-0010231`."""
    return f"SO-{index:07d}"


def parse_erp_order(text: str) -> int | None:
    """Give the order that an ERP number names."""
    return _number("erp_order", text)


def channel_ref(channel: str, index: int) -> str:
    """Write an order's number in its channel, empty where the channel gives none."""
    if channel == "WEB":
        return f"#{WEB_OFFSET + index}"
    if channel == "MARKETPLACE":
        return f"114-{index:07d}-{(index * _SCRAMBLE + 104_729) % 10_000_000:07d}"
    return f"WB{index:08d}" if channel == "B2B" else ""


def parse_channel_ref(text: str) -> int | None:
    """Give the order that a channel's number may name; whoever asks compares it with that order's own."""
    marketplace, portal = _number("marketplace", text), _number("portal", text)
    web = _less(_number("web", text), WEB_OFFSET)
    return next((index for index in (marketplace, portal, web) if index is not None), None)


def customer_po(channel: str, index: int) -> str:
    """Write the customer's purchase order number, empty where the channel asks for none."""
    return f"PO {PO_OFFSET + index}" if channel in {"B2B", "EDI"} else ""


def parse_customer_po(text: str) -> int | None:
    """Give the order that a customer's purchase order number may name."""
    return _less(_number("customer_po", text), PO_OFFSET)


def delivery(index: int, work: int) -> str:
    """Write the ERP's number of a delivery."""
    return f"8{index:08d}{work}"


def invoice(index: int, work: int) -> str:
    """Write an invoice's number."""
    return f"INV-{index:07d}{work}"


def parse_invoice(text: str) -> tuple[int, int] | None:
    """Give (order, warehouse order) that an invoice is about."""
    return _pair(_number("invoice", text))


def rma(index: int) -> str:
    """Write a return's number."""
    return f"RMA-{index:07d}"


def parse_rma(text: str) -> int | None:
    """Give the order that a return's number names."""
    return _number("rma", text)


def warehouse_order(site: str, index: int, work: int) -> str:
    """Write a warehouse order's number as its site's WMS does."""
    return f"WO{_EAST_WORK + index * 10 + work}" if site == "EAST" else f"W2-{index * 10 + work}"


def parse_warehouse_order(site: str, text: str) -> tuple[int, int] | None:
    """Give (order, warehouse order) that a WMS's order number names."""
    if site == "EAST":
        return _pair(_less(_number("east_work", text), _EAST_WORK))
    return _pair(_number("west_work", text))


def shipment(site: str, index: int, work: int) -> str:
    """Write a shipment's number as its site's WMS does."""
    return f"SHE{index * 10 + work:09d}" if site == "EAST" else f"{index * 10 + work:010d}"


def parse_shipment(site: str, text: str) -> tuple[int, int] | None:
    """Give (order, warehouse order) that a WMS's shipment number names."""
    return _pair(_number("east_shipment" if site == "EAST" else "west_shipment", text))


def load(index: int, work: int) -> str:
    """Write a load's number in the TMS."""
    return f"LD{index * 10 + work:09d}"


def parse_load(text: str) -> tuple[int, int] | None:
    """Give (order, warehouse order) that a load's number names."""
    return _pair(_number("load", text))


def pro(index: int, work: int) -> str:
    """Write the linehaul carrier's number of a shipment."""
    return f"44{index * 10 + work:08d}"


def parse_pro(text: str) -> tuple[int, int] | None:
    """Give (order, warehouse order) that a PRO number names."""
    return _pair(_number("pro", text))


def tracking(service: str, index: int, work: int, package: int) -> str:
    """Write a package's tracking number, with its check digit."""
    if service == "EXPRESS":
        digits = f"7{index:07d}{work}{package}4"
        return digits + check_digits.express(digits)
    body = f"R4{work}{package}W703{index:07d}"
    return f"1Z{body}{check_digits.one_z(body)}"


def parse_tracking(text: str) -> Piece | None:
    """Give what a tracking number names; one with a wrong check digit names nothing."""
    ground = _match("ground", text)
    if ground:
        piece = Piece(int(ground[3]), int(ground[1]), int(ground[2]))
        return piece if tracking("GROUND", *piece) == text else None
    express = _match("express", text)
    if express:
        piece = Piece(int(express[1]), int(express[2]), int(express[3]))
        return piece if tracking("EXPRESS", *piece) == text else None
    return None


def sscc(index: int, work: int, package: int) -> str:
    """Write the serial shipping container code of a package."""
    digits = f"10614141{index:07d}{work}{package}"
    return digits + check_digits.gs1(digits)
