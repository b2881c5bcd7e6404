"""Declared links brought into the store: what a file would add, and what in it contradicts the rest."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.errors import ConfigInvalid
from domain.folds.standing_claims import claim_key
from domain.identifiers import Link, LinkOrigin
from gateway.settings.naming.links import DeclaredLink, told_apart
from gateway.store.links.declarations import as_row
from gateway.store.links.sql_links import SqlLinks


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkImport:
    """new: rows to add. known: how many are declared already. contradicting: rows that cannot hold.

    overruled: what was learned, and is to mean something else by a new row.
    """

    new: Sequence[DeclaredLink]
    known: int
    contradicting: Sequence[ConfigInvalid]
    overruled: Sequence[Link]


async def planned(
    rows: Sequence[DeclaredLink], declared: Sequence[DeclaredLink], links: SqlLinks
) -> LinkImport:
    """Compare rows with what is `declared` in the instance file, and with the store. Writes nothing."""
    before, _ = told_apart([*declared, *(as_row(link) for link in await links.declared())])
    agreeing, contradicting = told_apart([*before, *rows])
    seen = {(row.foreign, row.ours) for row in before}
    new = {(row.foreign, row.ours): row for row in agreeing if (row.foreign, row.ours) not in seen}
    meant = {claim_key(row.foreign): row.ours for row in new.values()}
    claims = await links.claims(meant)
    return LinkImport(
        new=tuple(new.values()),
        known=len({(row.foreign, row.ours) for row in rows} & seen),
        contradicting=contradicting,
        overruled=[link for key, told in claims.items() for link in told if link.ours != meant[key]],
    )


async def write_new(plan: LinkImport, links: SqlLinks, now: datetime) -> None:
    """Add the new rows, all or none. Raises StoreUnavailable."""
    await links.put([Link(row.foreign, row.ours, LinkOrigin.DECLARED) for row in plan.new], now)
