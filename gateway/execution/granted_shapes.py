"""Grants against the graph: a shape for a field that has none would protect nothing, unseen by anybody."""

from collections.abc import Iterable

from domain.errors import ConfigInvalid
from domain.registry.records import Partner
from resolvers.granting.idle_shapes import idle_shapes


def check_shapes(partners: Iterable[Partner]) -> None:
    """Raise ConfigInvalid for the first shape of a single field that acts on nothing."""
    for partner in partners:
        for complaint in idle_shapes(partner.grant.shapes):
            raise ConfigInvalid(complaint, place=f"{partner.name}.fields")
