"""Links as tables for the person who declares them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import islice

from rich.console import Group
from rich.markup import escape
from rich.text import Text

from domain.identifiers import Identifier, Link, LinkOrigin
from gateway.cli.tables import table, titled
from gateway.settings.naming.links import DeclaredLink
from gateway.store.links.removing import Chosen, Removed

SHOWN = 20
"""Rows of a long import that are shown; all of them are counted."""


def new_table(rows: Sequence[DeclaredLink]) -> Group:
    """The first rows that an import adds."""
    shown = table("Kind", "Instance", "Calls it", "Ours")
    for row in islice(rows, SHOWN):
        shown.add_row(row.foreign.kind, row.foreign.instance, escape(row.foreign.value), escape(row.ours))
    more = [Text(f"and {len(rows) - SHOWN} more")] if len(rows) > SHOWN else []
    return Group(titled("New", shown), *more)


def overruled_table(links: Sequence[Link]) -> Group:
    """The first that was learned and is to mean something else."""
    shown = table("Kind", "Instance", "Calls it", "Learned as", "Since")
    for link in islice(links, SHOWN):
        shown.add_row(*_name(link), escape(link.ours), _date(link.learned_at))
    more = [Text(f"and {len(links) - SHOWN} more")] if len(links) > SHOWN else []
    return Group(titled("Overruled", shown), *more)


def going_table(chosen: Chosen) -> Group:
    """The first links that are to be taken back."""
    shown = table("Kind", "Instance", "Calls it", "Ours", "Origin", "Since")
    for link in chosen.first:
        shown.add_row(*_name(link), escape(link.ours), _origin(link), _date(link.learned_at))
    left = chosen.count - len(chosen.first)
    return Group(titled("Taken back", shown), *([Text(f"and {left} more")] if left else []))


def removed_table(removed: Sequence[Removed]) -> Group:
    """What was taken back of one thing, when and by whom."""
    shown = table("Kind", "Instance", "Calls it", "Ours", "Origin", "Taken back", "By")
    for each in removed:
        link = each.link
        shown.add_row(
            *_name(link), escape(link.ours), _origin(link), f"{each.at:%Y-%m-%d %H:%M}", escape(each.who)
        )
    return titled("Taken back", shown)


def link_table(links: Sequence[Link], standing: Mapping[Identifier, str]) -> Group:
    """Every claim, and whether it stands: `standing` is what each name means."""
    shown = table("Kind", "Instance", "Calls it", "Ours", "Origin", "Since", "Valid", "Stands")
    for link in links:
        stands = "yes" if standing.get(link.identifier) == link.ours else "no"
        shown.add_row(
            *_name(link), escape(link.ours), link.origin, _date(link.learned_at), _validity(link), stands
        )
    return titled("Links", shown)


def _origin(link: Link) -> str:
    """A declared link of the database was imported; those of the instance file are not there."""
    return "IMPORTED" if link.origin is LinkOrigin.DECLARED else link.origin


def _name(link: Link) -> tuple[str, str, str]:
    return link.identifier.kind, link.identifier.instance, escape(link.identifier.value)


def _validity(link: Link) -> str:
    if link.valid_from is None and link.valid_until is None:
        return "always"
    return f"{_date(link.valid_from)} to {_date(link.valid_until)}"


def _date(instant: datetime | None) -> str:
    return f"{instant:%Y-%m-%d}" if instant else "-"
