"""What the commands below `ordergraph partner` do.

All of it raises BadInput, ConfigInvalid and StoreUnavailable.
"""

import os
from collections.abc import Collection

import msgspec
import typer
from msgspec.structs import replace
from rich.console import Console
from rich.text import Text

from domain.errors import BadInput
from domain.partners import Grant, RowScope
from domain.registry.differences import differences
from domain.registry.records import Partner, PartnerStatus, Subject
from gateway.cli.partners.confirming import confirmed
from gateway.cli.partners.desk import Desk, opened_desk
from gateway.cli.partners.difference_tables import audit_told, differences_told
from gateway.cli.partners.partner_tables import partner_table, partner_told
from gateway.cli.partners.wanted import Wanted
from gateway.partners.changing import Alter
from gateway.partners.listing import listed, shown
from gateway.settings.identity.known_issuers import known_issuers
from gateway.settings.reading.complaints import unknown

DONE, REFUSED = 0, 1
EVERY_ROW = RowScope()


async def list_partners(console: Console) -> None:
    """Every partner, a row each."""
    async with opened_desk() as desk:
        console.print(partner_table(await listed(desk.registry), desk.now, console.width))


async def show_partner(console: Console, name: str, changes: int) -> None:
    """All that is kept of one partner."""
    async with opened_desk() as desk:
        for part in partner_told(await shown(desk.registry, name, changes=changes), desk.now, console.width):
            console.print(part)


async def show_audit(console: Console, name: str | None, limit: int, *, as_json: bool) -> None:
    """Who changed what, the latest first. as_json: one object a line, before and after as they are kept."""
    async with opened_desk() as desk:
        lines = await desk.registry.changes(name, limit=limit)
    if as_json:
        for line in lines:
            kept = {
                name: msgspec.Raw((getattr(line, name) or "null").encode()) for name in ("before", "after")
            }
            typer.echo(msgspec.json.encode(msgspec.structs.asdict(line) | kept))
        return
    for part in audit_told(lines):
        console.print(part)
    if not lines:
        console.print("Nothing was changed")


async def add_partner(
    console: Console, name: str, title: str, subjects: Collection[Subject], who: str
) -> None:
    """Take up a partner that may see nothing yet."""
    async with opened_desk() as desk:
        _check_issuers(desk, subjects)
        partner = Partner(
            name=name, title=title, grant=Grant(scopes=frozenset()), subjects=frozenset(subjects)
        )
        await desk.changes.add(partner, who=who)
    _say(console, f"{name} is added, and may see nothing yet: ordergraph partner grant {name} --help")


async def edit_partner(
    console: Console, name: str, title: str | None, subjects: Collection[Subject] | None, who: str
) -> None:
    """Give a partner another title, or other subjects in the place of those that it has."""
    if title is None and not subjects:
        raise BadInput("needs --title or --subject", field="partner edit")

    def alter(found: Partner) -> Partner:
        return replace(
            found,
            title=found.title if title is None else title,
            subjects=frozenset(subjects) if subjects else found.subjects,
        )

    async with opened_desk() as desk:
        _check_issuers(desk, subjects or ())
        await _change(console, desk, name, alter, who)


async def change_grant(console: Console, name: str, wanted: Wanted, who: str) -> None:
    """Change what a partner may."""
    if not wanted:
        raise BadInput("needs an option that says what is to change", field="partner grant")
    async with opened_desk() as desk:
        await _change(console, desk, name, wanted.altered, who)


async def suspend_partner(console: Console, name: str, who: str) -> None:
    """Refuse a partner everything."""
    async with opened_desk() as desk:
        await desk.changes.suspend(name, who=who)
    _say(console, f"{name} is suspended: every process refuses it within two seconds")


async def resume_partner(console: Console, name: str, who: str) -> None:
    """End a suspension."""
    async with opened_desk() as desk:
        await desk.changes.resume(name, who=who)
    _say(console, f"{name} is active")


async def remove_partner(console: Console, name: str, who: str, *, sure: bool) -> int:
    """Forget a partner and its keys, once somebody is sure. 1 where nobody is."""
    async with opened_desk() as desk:
        found = await shown(desk.registry, name, changes=0)
        live = sum(key.lives(desk.now) for key in found.keys)
        if not sure and not confirmed(f"Remove {name}, of which {live} keys are in use?"):
            return REFUSED
        await desk.changes.remove(name, who=who)
    _say(console, f"{name} is removed, and its keys hold no more; what was done to it stays in the audit")
    return DONE


async def _change(console: Console, desk: Desk, name: str, alter: Alter, who: str) -> None:
    """Change a partner, and show what differs."""
    before: list[Partner] = []

    def kept(found: Partner) -> Partner:
        before[:] = [found]
        return alter(found)

    after = await desk.changes.change(name, kept, who=who)
    differing = differences(before[0], after)
    if not differing:
        _say(console, f"{name} is so already")
        return
    console.print(Text(name, "bold"))
    console.print(differences_told(differing))
    if after.status is PartnerStatus.SUSPENDED:
        _say(console, f"{name} is suspended, and gets nothing until it is resumed")
    if after.grant.scopes and after.grant.rows == EVERY_ROW:
        _say(console, f"{name} is held to no rows: it sees those of every customer")


def _check_issuers(desk: Desk, subjects: Collection[Subject]) -> None:
    """Refuse a subject of whose issuer the instance file says nothing, where there is such a file."""
    issuers = known_issuers(desk.settings.config, os.environ) if subjects else None
    for subject in subjects:
        if issuers is not None and subject.issuer not in issuers:
            raise BadInput(unknown("an issuer", subject.issuer, issuers), field="subject")


def _say(console: Console, text: str) -> None:
    console.print(text, markup=False, soft_wrap=True)
