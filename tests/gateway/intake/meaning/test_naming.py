from decimal import Decimal

from domain.events.payloads import OrderNews, StockNews
from domain.events.record import Event
from domain.identifiers import Identifier, IdentifierKind, Link, LinkOrigin
from domain.quantities import Quantity
from gateway.intake.meaning.naming import in_our_names
from tests.doubles.clock import START
from tests.doubles.crosswalk import InMemoryCrosswalk

TIES = (
    (IdentifierKind.ORDER, "4711", "SO-1"),
    (IdentifierKind.ITEM, "0815", "A-1"),
    (IdentifierKind.LOCATION, "7", "EAST"),
)


async def crosswalk() -> InMemoryCrosswalk:
    made = InMemoryCrosswalk()
    links = [
        Link(Identifier(kind, "wms_east", theirs), ours, LinkOrigin.DECLARED) for kind, theirs, ours in TIES
    ]
    await made.learn(links, START)
    return made


def event(subject: str, data: OrderNews | StockNews | None = None, *related: str) -> Event:
    return Event(
        type="stock.adjusted",
        source="wms_east",
        subject=subject,
        related=related,
        occurred_at=START,
        recorded_at=START,
        data=data,
    )


async def test_every_name_in_an_event_becomes_ours() -> None:
    shipped = event(
        "order:4711", OrderNews(sku="0815", location="7", reference="X"), "sku:0815@7", "source:x"
    )
    moved = event("sku:0815@7", StockNews(quantity=Quantity(Decimal(1), "EA"), counterpart="7"))
    ours, unlinked = await in_our_names("wms_east", [shipped, moved], await crosswalk())
    assert [(each.subject, each.related) for each in ours] == [
        ("order:SO-1", ("sku:A-1@EAST", "source:x")),
        ("sku:A-1@EAST", ()),
    ]
    assert ours[0].data == OrderNews(sku="A-1", location="EAST", reference="X")
    assert ours[1].data == StockNews(quantity=Quantity(Decimal(1), "EA"), counterpart="EAST")
    assert unlinked == ()


async def test_what_nothing_ties_keeps_its_namespace_and_is_found() -> None:
    ours, unlinked = await in_our_names("wms_east", [event("order:9", None, "sku:0815@8")], await crosswalk())
    assert [ours[0].subject, *ours[0].related] == ["order:wms_east:9", "sku:A-1@wms_east:8"]
    assert [finding.group for finding in unlinked] == ["wms_east/location/8", "wms_east/order/9"]
