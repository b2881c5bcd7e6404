"""Partners and their keys as tables."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from domain.quota import Quota
from domain.registry.differences import differences
from domain.registry.records import ApiKey, Partner, PartnerStatus
from gateway.cli.partners.difference_tables import audit_told
from gateway.cli.partners.rows import rows
from gateway.cli.partners.words import moment, rows_told, state_of
from gateway.cli.tables import span
from gateway.partners.listing import Listed, Shown

_STATUS = {PartnerStatus.ACTIVE: "green", PartnerStatus.SUSPENDED: "bold red"}
_STATES = {"live": "green", "expired": "yellow", "revoked": "dim"}
NOBODY = "No partner is registered. Those that the instance file declares: ordergraph check-config"


def partner_table(partners: Sequence[Listed], now: datetime, width: int) -> RenderableType:
    """One row a partner, by name. width: of the screen."""
    if not partners:
        return Text(NOBODY)
    title = f"{len(partners)} partner{'' if len(partners) == 1 else 's'}; times in UTC"
    columns = ("Partner", "Status", "Rows", "Scopes", "Keys", "Last used")
    return rows(title, columns, [_row(each, now) for each in partners], width)


def partner_told(shown: Shown, now: datetime, width: int) -> Iterator[RenderableType]:
    """All that is kept of one partner."""
    yield _facts(shown.partner)
    yield Text()
    yield key_table(shown.keys, now, width)
    if shown.changes:
        yield Text("\nThe last changes", "bold")
        yield from audit_told(shown.changes)


def key_table(keys: Sequence[ApiKey], now: datetime, width: int, *, whose: bool = False) -> RenderableType:
    """One row a key, the newest first. whose: with the partner's name."""
    if not keys:
        return Text("No API keys")
    columns = ("Key", *(["Partner"] if whose else []), "State", "Label", "Made", "Until", "Last used")
    values = [_key_row(key, state_of(key, now), whose=whose) for key in keys]
    return rows("API keys; times in UTC", columns, values, width)


def _row(listed: Listed, now: datetime) -> list[Text]:
    partner, keys = listed
    used = max((key.last_used_at for key in keys if key.last_used_at), default=None)
    return [
        _named(partner),
        _status(partner),
        Text(rows_told(partner.grant.rows)),
        _lines(sorted(partner.grant.scopes)),
        Text(str(sum(key.lives(now) for key in keys))),
        Text(moment(used)),
    ]


def _key_row(key: ApiKey, state: str, *, whose: bool) -> list[Text]:
    return [
        Text(key.prefix),
        *([Text(key.partner)] if whose else []),
        Text(state, _STATES[state]),
        Text(key.label or "-"),
        Text(moment(key.created_at)),
        Text(moment(key.revoked_at or key.expires_at)),
        Text(moment(key.last_used_at)),
    ]


def _facts(partner: Partner) -> Group:
    grant = partner.grant
    shown = Table.grid(padding=(0, 2))
    shown.add_column(style="dim")
    shown.add_column(overflow="fold")
    shown.add_row("Status", _status(partner))
    shown.add_row("Subjects", _lines([f"{one.value} of {one.issuer}" for one in sorted(partner.subjects)]))
    shown.add_row("Scopes", _lines(sorted(grant.scopes)))
    shown.add_row("Rows", Text(rows_told(grant.rows)))
    shown.add_row("Shapes", _lines(list(_shapes(partner)), "values as they are"))
    shown.add_row("Audited", "yes" if grant.audited else "no")
    shown.add_row("Lane", f"{partner.lane}, weight {partner.weight}")
    shown.add_row("Quota", _quota(partner.quota))
    title = Text(partner.name, "bold")
    if partner.title:
        title.append(f"  {partner.title}", "not bold")
    return Group(title, shown)


def _shapes(partner: Partner) -> Iterator[str]:
    """What is shown less exactly than it is."""
    for each in differences(None, partner):
        if each.field.startswith("shapes."):
            yield f"{each.field.removeprefix('shapes.').removeprefix('fields.')}: {', '.join(each.new)}"


def _quota(quota: Quota | None) -> str:
    if quota is None:
        return "none"
    return f"{quota.points:,} points in {span(quota.window)}, {quota.concurrency:,} operations at once"


def _named(partner: Partner) -> Text:
    return Text.assemble(partner.name, (f"\n{partner.title}" if partner.title else "", "dim"))


def _status(partner: Partner) -> Text:
    return Text(partner.status.value, _STATUS[partner.status])


def _lines(values: Sequence[str], nothing: str = "none") -> Text:
    return Text("\n".join(values) or nothing)
