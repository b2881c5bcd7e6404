"""Who may ask, as tables for the person who wrote it."""

from collections.abc import Iterator, Mapping

from rich.console import Group
from rich.markup import escape

from domain.partners import RowScope
from domain.registry.records import Partner
from gateway.cli.tables import span, table, titled
from gateway.settings.identity.issuers import ONLY, TrustedIssuer
from gateway.settings.identity.section import Identity
from gateway.telemetry.redaction import safe_url


def identity_tables(identity: Identity) -> Iterator[Group]:
    """The issuers, unless there is one without more to say than a title can, and the declared partners."""
    only = identity.issuers.get(ONLY)
    if only is None:
        yield _issuers(identity.issuers)
        yield _partners("Who may ask, of what the file declares", identity.partners)
    else:
        audience = "' or '".join(only.audiences)
        yield _partners(f"Who may ask: tokens of {safe_url(only.url)} for '{audience}'", identity.partners)


def _issuers(issuers: Mapping[str, TrustedIssuer]) -> Group:
    shown = table("Issuer", "Address", "Audience", "Signed with", "Partner", "Leeway")
    for issuer in issuers.values():
        lists = map(", ".join, (issuer.audiences, issuer.algorithms, issuer.partner))
        shown.add_row(issuer.name, escape(safe_url(issuer.url)), *map(escape, lists), span(issuer.leeway))
    return titled("Whose tokens are taken" if issuers else "No token is taken", shown)


def _partners(title: str, partners: Mapping[str, Partner]) -> Group:
    shown = table("Subject", "Lane", "Rows", "Scopes")
    for key, partner in partners.items():
        scopes = ", ".join(sorted(partner.grant.scopes))
        weight = f", weight {partner.weight}" if partner.weight != 1 else ""
        name = f" ({partner.name})" if partner.name != key else ""
        shown.add_row(escape(f"{key}{name}"), f"{partner.lane}{weight}", escape(_rows(partner)), scopes)
    return titled(title, shown)


def _rows(partner: Partner) -> str:
    rows = partner.grant.rows
    named: Mapping[str, frozenset[str] | None] = {
        name: getattr(rows, name) for name in RowScope.__struct_fields__
    }
    limited = [
        f"{name} {', '.join(sorted(some)) or 'none'}" for name, some in named.items() if some is not None
    ]
    return "; ".join(limited) or "all"
