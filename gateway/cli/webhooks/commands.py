"""`ordergraph webhooks` and what stands below it, with their options."""

from datetime import datetime
from typing import Annotated

import typer

COMMANDS = typer.Typer(
    name="webhooks",
    help="Endpoints of partners, to which events are sent; partners see to their own in the graph.",
    no_args_is_help=True,
)

Id = Annotated[str, typer.Argument(help="The endpoint.", metavar="ENDPOINT")]
Partner = Annotated[str, typer.Argument(help="Whose it is.")]
OfPartner = Annotated[str | None, typer.Option("--partner", help="Those of one partner.")]
Url = Annotated[str, typer.Argument(help="Where to.")]
NewUrl = Annotated[str | None, typer.Option("--url", help="Another address.")]
Types = Annotated[
    list[str] | None, typer.Option("--type", help="A type or a family of events; may be repeated.")
]
Keys = Annotated[
    list[str] | None, typer.Option("--about", help="What events concern, as in order:SO-1; may be repeated.")
]
Sources = Annotated[list[str] | None, typer.Option("--source", help="An instance; may be repeated.")]
Everything = Annotated[bool, typer.Option("--everything", help="No limit on events any more.")]
After = Annotated[
    str | None,
    typer.Option("--after", help="What is behind it is sent: a cursor, or a place as in `deliveries`."),
]
Since = Annotated[
    datetime | None,
    typer.Option("--since", help="A time in UTC: what came in then and later.", formats=["%Y-%m-%dT%H:%M"]),
]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask whether you are sure.")]
Limit = Annotated[int, typer.Option("--limit", min=1, max=1_000, help="How many, the latest first.")]


@COMMANDS.command("list")
def list_endpoints(partner: OfPartner = None) -> None:
    """Show endpoints, the oldest first."""
    from gateway.cli.webhooks.work import show_endpoints  # noqa: PLC0415 - keeps the other commands quick

    show_endpoints(partner)


@COMMANDS.command("show")
def show(endpoint: Id) -> None:
    """Show one endpoint."""
    from gateway.cli.webhooks.work import show_endpoint  # noqa: PLC0415 - keeps the other commands quick

    show_endpoint(endpoint)


@COMMANDS.command("create")
def create(  # noqa: PLR0913, PLR0917 - one for each option
    partner: Partner,
    url: Url,
    types: Types = None,
    about: Keys = None,
    source: Sources = None,
    after: After = None,
) -> None:
    """Have events sent to an address. The secret is printed this once, alone, if piped."""
    from gateway.cli.webhooks.work import create_endpoint  # noqa: PLC0415 - keeps the other commands quick

    create_endpoint(partner, url, (types, about, source), after)


@COMMANDS.command("update")
def update(  # noqa: PLR0913 - one for each option
    endpoint: Id,
    url: NewUrl = None,
    types: Types = None,
    about: Keys = None,
    source: Sources = None,
    *,
    everything: Everything = False,
) -> None:
    """Another address, or other events, in the place of those that it wants."""
    from gateway.cli.webhooks.work import update_endpoint  # noqa: PLC0415 - keeps the other commands quick

    update_endpoint(endpoint, url, (types, about, source), everything=everything)


@COMMANDS.command("delete")
def delete(endpoint: Id, *, yes: Yes = False) -> None:
    """Forget an endpoint, what waits for it and its delivery log."""
    from gateway.cli.webhooks.work import delete_endpoint  # noqa: PLC0415 - keeps the other commands quick

    raise typer.Exit(delete_endpoint(endpoint, yes=yes))


@COMMANDS.command("pause")
def pause(endpoint: Id) -> None:
    """Send nothing until it is enabled; what happens meanwhile waits."""
    from gateway.cli.webhooks.work import pause_endpoint  # noqa: PLC0415 - keeps the other commands quick

    pause_endpoint(endpoint)


@COMMANDS.command("enable")
def enable(endpoint: Id) -> None:
    """Go on with one that was paused or disabled; what waits is sent at once."""
    from gateway.cli.webhooks.work import enable_endpoint  # noqa: PLC0415 - keeps the other commands quick

    enable_endpoint(endpoint)


@COMMANDS.command("rotate")
def rotate(
    endpoint: Id, *, retire: Annotated[bool, typer.Option("--retire", help="End the others.")] = False
) -> None:
    """Sign with a new secret beside the others; with --retire, end all but the newest instead."""
    from gateway.cli.webhooks.work import retire_secrets, rotate_secret  # noqa: PLC0415 - keeps the others quick

    retire_secrets(endpoint) if retire else rotate_secret(endpoint)


@COMMANDS.command("test")
def test(endpoint: Id) -> None:
    """Send one word that is no event; exit 1 where it was not taken."""
    from gateway.cli.webhooks.work import test_endpoint  # noqa: PLC0415 - keeps the other commands quick

    raise typer.Exit(test_endpoint(endpoint))


@COMMANDS.command("replay")
def replay(endpoint: Id, after: After = None, since: Since = None, *, yes: Yes = False) -> None:
    """Send everything again behind a cursor, or since a time."""
    from gateway.cli.webhooks.work import replay_endpoint  # noqa: PLC0415 - keeps the other commands quick

    raise typer.Exit(replay_endpoint(endpoint, after, since, yes=yes))


@COMMANDS.command("deliveries")
def deliveries(endpoint: Id, *, limit: Limit = 50) -> None:
    """Show what was sent and what came back, the latest first."""
    from gateway.cli.webhooks.work import show_deliveries  # noqa: PLC0415 - keeps the other commands quick

    show_deliveries(endpoint, limit)
