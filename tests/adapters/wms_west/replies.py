"""What the WMS of the west says, as raw as it comes, and the adapter over just that."""

from collections.abc import Mapping, Sequence
from typing import cast

import httpx

from adapters.wms_west.settings import WmsWestSettings
from domain.orders import Fulfilment
from domain.ports.reading import Failed, Found, Missing
from tests.adapters.wms_west.system import SETTINGS, connected
from tests.doubles.clock import SettableClock
from tests.doubles.network import Canned, InTurn

REFERENCE = "0000042"
AS_OF = "20260302 000000"
# In Los Angeles it is eight hours earlier than in UTC, in summer seven.
CREATED, ALLOCATED, STARTED, PICKED, PACKED, SHIPPED = (f"20260220 {hour:02}0000" for hour in range(8, 14))


def line(number: str = "000010", uom: str = "EA", counts: Mapping[str, str] | None = None) -> str:
    """`counts`: those that are not zero, by the last part of their names; 12 are ordered."""
    told = dict.fromkeys(("Allocated", "Picked", "Short", "Packed", "Shipped"), "0,00")
    amounts = {"Ordered": "12,00"} | told | dict(counts or {})
    quantities = "".join(f"<w:Qty{name}>{amount}</w:Qty{name}>" for name, amount in amounts.items())
    return f'<w:Line no="1" hostLine="{number}"><w:Item>1</w:Item><w:Uom>{uom}</w:Uom>{quantities}</w:Line>'


def log(state: str, at: str) -> str:
    return f'<w:Log state="{state}" stateNo="10" at="{at}"/>'


def content(
    quantity: str = "10,00", uom: str = "EA", reference: str = REFERENCE, number: str = "000010"
) -> str:
    inside = f"<w:Item>000000000040001042</w:Item><w:Uom>{uom}</w:Uom><w:Qty>{quantity}</w:Qty>"
    return f'<w:Content hostRef="{reference}" hostLine="{number}">{inside}</w:Content>'


def package(*contents: str, weight: str = "2,400", label: str = 'sscc="106141410000042119"') -> str:
    told = f"<w:TrackingNo>1ZR410W70300000425</w:TrackingNo><w:WeightKg>{weight}</w:WeightKg>"
    return f'<w:Pkg id="P0000004211" {label}>{told}{"".join(contents)}</w:Pkg>'


def shipment(*packages: str, shipped: str = "") -> str:
    attributes = f'no="0000000421" carrier="PONE" service="GROUND" shipped="{shipped}"'
    return f"<w:Shipment {attributes}>{''.join(packages)}</w:Shipment>"


def order(
    *inside: str,
    state: str = "CR",
    changed: str = CREATED,
    number: str = "W2-421",
    reference: str = REFERENCE,
    facility: str = "W2",
) -> str:
    attributes = (
        f'no="{number}" hostRef="{reference}" facility="{facility}" state="{state}" changed="{changed}"'
    )
    consignee = '<w:Consignee no="0000001311"><w:Name>Ines Farrow</w:Name></w:Consignee>'
    return f"<w:Order {attributes}>{consignee}{''.join(inside) or line() + log('CR', CREATED)}</w:Order>"


def amounts(**changes: str) -> str:
    told = {"UU": "41,50", "PI": "2,00", "DM": "0,50", "QI": "1,00"} | changes
    return "".join(f'<w:Qty type="{kind}">{amount}</w:Qty>' for kind, amount in told.items())


def stock(inside: str | None = None, allocated: str = "3,00", uom: str = "CS", facility: str = "W2") -> str:
    told = amounts() if inside is None else inside
    attributes = f'item="000000000040001042" facility="{facility}" uom="{uom}"'
    return f"<w:Stock {attributes}>{told}<w:Allocated>{allocated}</w:Allocated></w:Stock>"


def envelope(body: str) -> bytes:
    names = 'xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:w="urn:w2:wms:1"'
    return f"<soapenv:Envelope {names}><soapenv:Body>{body}</soapenv:Body></soapenv:Envelope>".encode()


def reply(*records: str, operation: str = "GetOrders", as_of: str = AS_OF, following: str = "") -> bytes:
    attributes = f'asOf="{as_of}" next="{following}"'
    return envelope(f"<w:{operation}Response {attributes}>{''.join(records)}</w:{operation}Response>")


def fault(text: str, code: str = "soapenv:Server") -> bytes:
    return envelope(
        f"<soapenv:Fault><faultcode>{code}</faultcode><faultstring>{text}</faultstring></soapenv:Fault>"
    )


async def asked(
    port: str, keys: Sequence[object], network: httpx.AsyncBaseTransport, settings: WmsWestSettings = SETTINGS
) -> Mapping[object, Found[object] | Missing | Failed]:
    """What the adapter makes of a network's answers."""
    clock = SettableClock()
    connection = connected(clock, network, settings)
    reads = {offer.port: offer.read for offer in connection.offers}
    try:
        return await reads[port](keys, clock.within())
    finally:
        await connection.aclose()


async def fulfilment(*orders: str, as_of: str = AS_OF) -> Found[Fulfilment]:
    """What the adapter makes of these warehouse orders of one host order."""
    answer = (await asked("fulfilments", [REFERENCE], InTurn(reply(*orders, as_of=as_of))))[REFERENCE]
    assert isinstance(answer, Found), answer
    return cast("Found[Fulfilment]", answer)


async def failure(port: str, key: object, body: bytes, status: int = 200) -> Failed:
    """The failure that the adapter makes of an answer."""
    answer = (await asked(port, [key], Canned(status, body)))[key]
    assert isinstance(answer, Failed), answer
    return answer
