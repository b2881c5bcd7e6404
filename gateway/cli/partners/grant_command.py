"""`ordergraph partner grant` with its many options."""

from datetime import timedelta
from typing import Annotated

import typer

from domain.partners import Lane, Scope
from domain.shapes.words import PersonalShape, TimeShape
from gateway.cli.partners.asked import quantity_of, span_of
from gateway.cli.partners.starting import Name, Who, author, console, run
from gateway.cli.partners.wanted import Sort, Wanted, WantedQuota

_ROWS, _SHAPES, _SHARE = "Rows", "How exactly values are shown", "How much it may ask"

Values = list[str] | None
Scopes = Annotated[
    list[Scope] | None,
    typer.Option("--scope", metavar="SCOPE", help=f"Which fields: these and no others. {', '.join(Scope)}"),
]


def _of_rows(option: str, text: str) -> object:
    return typer.Option(option, metavar="CODE", help=text, rich_help_panel=_ROWS)


Customers = Annotated[Values, _of_rows("--customer", "Of these customers.")]
Channels = Annotated[Values, _of_rows("--channel", "Of these channels.")]
Locations = Annotated[Values, _of_rows("--location", "At these places.")]
Suppliers = Annotated[Values, _of_rows("--supplier", "Of these suppliers.")]
Carriers = Annotated[Values, _of_rows("--carrier", "Of these carriers.")]
AllOf = Annotated[
    list[Sort] | None,
    typer.Option(
        "--any",
        metavar="SORT",
        help=f"Not held to some of these any more: {', '.join(Sort)}.",
        rich_help_panel=_ROWS,
    ),
]
Quantity = Annotated[
    str | None,
    typer.Option(
        "--quantity",
        metavar="exact|yes_no|band:5|capped:10",
        help="Stock quantities.",
        rich_help_panel=_SHAPES,
    ),
]
Personal = Annotated[
    PersonalShape | None, typer.Option("--personal", help="Personal data.", rich_help_panel=_SHAPES)
]
Time = Annotated[TimeShape | None, typer.Option("--time", help="Times.", rich_help_panel=_SHAPES)]
Audited = Annotated[
    bool | None,
    typer.Option("--audited/--not-audited", help="Keep who read personal data.", show_default=False),
]
Points = Annotated[
    int | None, typer.Option("--points", min=1, help="Points in each window.", rich_help_panel=_SHARE)
]
Window = Annotated[
    timedelta | None,
    typer.Option("--window", parser=span_of, metavar="PT1M", help="The window.", rich_help_panel=_SHARE),
]
Concurrency = Annotated[
    int | None, typer.Option("--concurrency", min=1, help="Operations at once.", rich_help_panel=_SHARE)
]
NoQuota = Annotated[bool, typer.Option("--no-quota", help="As much as it likes.", rich_help_panel=_SHARE)]
InLane = Annotated[Lane | None, typer.Option("--lane", help="How urgent it is.", rich_help_panel=_SHARE)]
Weight = Annotated[
    int | None,
    typer.Option("--weight", min=1, max=1_000, help="Its share among equals.", rich_help_panel=_SHARE),
]


def grant(  # noqa: PLR0913 - one for each option
    name: Name,
    *,
    scope: Scopes = None,
    customer: Customers = None,
    channel: Channels = None,
    location: Locations = None,
    supplier: Suppliers = None,
    carrier: Carriers = None,
    unlimited: AllOf = None,
    quantity: Quantity = None,
    personal: Personal = None,
    time: Time = None,
    audited: Audited = None,
    points: Points = None,
    window: Window = None,
    concurrency: Concurrency = None,
    no_quota: NoQuota = False,
    lane: InLane = None,
    weight: Weight = None,
    who: Who = None,
) -> None:
    """Say what a partner may see and how much it may ask.

    What an option names takes the place of what was; the rest stays.
    Options may be given several times. Shapes of single fields: `partner apply`.
    """
    from gateway.cli.partners import partner_work as work  # noqa: PLC0415 - keeps the other commands quick

    limited = zip(Sort, (customer, channel, location, supplier, carrier), strict=True)
    rows = {sort.value: frozenset(values) for sort, values in limited if values}
    wanted = Wanted(
        scopes=frozenset(scope) if scope else None,
        rows=(dict.fromkeys(map(str, unlimited or ())) | rows) or None,
        quantity=None if quantity is None else quantity_of(quantity),
        personal=personal,
        time=time,
        audited=audited,
        lane=lane,
        weight=weight,
        quota=WantedQuota(points=points, window=window, concurrency=concurrency, none=no_quota) or None,
    )
    run(work.change_grant(console(), name, wanted, author(who)))
