"""The commands below `ordergraph partner key` with their options."""

from typing import Annotated

import typer

from gateway.cli.partners.asked import expiry_of
from gateway.cli.partners.starting import Name, Who, author, console, run

KEYS = typer.Typer(
    name="key",
    help="Give API keys to a partner's systems, and take them back.",
    no_args_is_help=True,
)

Label = Annotated[str, typer.Option("--label", help="What it is for, such as `nightly export`.")]
Expires = Annotated[
    str | None,
    typer.Option(
        "--expires",
        metavar="P90D|2027-01-31",
        help="After so long, or at the end of this day in UTC.",
        show_default="never",
    ),
]
OfName = Annotated[str | None, typer.Argument(help="The partner, by its name.", show_default="all")]
Prefix = Annotated[str, typer.Argument(help="The key, by its first eleven characters; `partner key list`.")]


@KEYS.command()
def add(name: Name, *, label: Label = "", expires: Expires = None, who: Who = None) -> None:
    """Make a key beside those that the partner has. It is shown this once, alone on stdout."""
    from gateway.cli.partners import key_work as work  # noqa: PLC0415 - keeps the other commands quick

    ends = None if expires is None else expiry_of(expires)
    run(work.add_key(name, label, ends, author(who)))


@KEYS.command("list")
def list_them(name: OfName = None) -> None:
    """List keys, the newest first: by their prefixes, for of the rest nothing is kept."""
    from gateway.cli.partners import key_work as work  # noqa: PLC0415 - keeps the other commands quick

    run(work.list_keys(console(), name))


@KEYS.command()
def revoke(prefix: Prefix, *, who: Who = None) -> None:
    """End a key."""
    from gateway.cli.partners import key_work as work  # noqa: PLC0415 - keeps the other commands quick

    run(work.revoke_key(console(), prefix, author(who)))
