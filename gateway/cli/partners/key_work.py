"""What the commands below `ordergraph partner key` do. All of it raises BadInput, StoreUnavailable."""

from datetime import datetime

import typer
from rich.console import Console

from gateway.cli.partners.asked import Expiry
from gateway.cli.partners.desk import opened_desk
from gateway.cli.partners.partner_tables import key_table
from gateway.cli.partners.words import moment
from gateway.partners.listing import shown


async def add_key(partner: str, label: str, expires: Expiry | None, who: str) -> None:
    """Make a key. Its text alone goes to stdout, what is to be said of it to stderr."""
    async with opened_desk() as desk:
        ends = expires if expires is None or isinstance(expires, datetime) else desk.now + expires
        text, key = await desk.keys.make(partner, who=who, label=label, expires_at=ends)
    until = f"It holds until {moment(key.expires_at)} UTC." if key.expires_at else "It does not expire."
    typer.echo(f"A new key of {partner}, which is shown this once: {key.prefix}. {until}", err=True)
    typer.echo(
        "Sent as `Authorization: Bearer KEY` or `X-API-Key: KEY`, it is known within two seconds.", err=True
    )
    typer.echo(text)


async def list_keys(console: Console, partner: str | None) -> None:
    """The keys of one partner or of all, the newest first."""
    async with opened_desk() as desk:
        if partner is None:
            console.print(key_table(await desk.registry.keys(), desk.now, console.width, whose=True))
        else:
            found = await shown(desk.registry, partner, changes=0)
            console.print(key_table(found.keys, desk.now, console.width))


async def revoke_key(console: Console, prefix: str, who: str) -> None:
    """End a key, which may be given whole."""
    async with opened_desk() as desk:
        key = await desk.keys.revoke(prefix, who=who)
    told = f"{key.prefix} of {key.partner} is revoked: every process refuses it within two seconds"
    console.print(told, markup=False, soft_wrap=True)
