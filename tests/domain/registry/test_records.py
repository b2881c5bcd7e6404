from datetime import timedelta

import pytest

from domain.partners import Grant, Lane, Principal, Scope
from domain.registry.records import ApiKey, Partner, principal_of
from tests.doubles.clock import START

SOON = START + timedelta(hours=1)


@pytest.mark.parametrize(
    ("expires", "revoked", "lives"),
    [
        (None, None, True),
        (SOON, None, True),
        (START, None, False),
        (None, START, False),
        (SOON, START, False),
    ],
)
def test_a_key_lives_until_it_expires_or_is_revoked(expires: object, revoked: object, *, lives: bool) -> None:
    key = ApiKey(
        prefix="og_1",
        partner="acme",
        digest=b"",
        created_at=START,
        expires_at=expires,  # type: ignore[arg-type]  # the table's cells are instants or None
        revoked_at=revoked,  # type: ignore[arg-type]  # as above
    )
    assert key.lives(START) is lives


def test_a_principal_asks_with_all_that_its_partner_has() -> None:
    grant = Grant(scopes=frozenset({Scope.ORDERS_READ}))
    partner = Partner(name="acme", grant=grant, lane=Lane.PARTNER_BULK, weight=3)
    asked = principal_of(partner, "jo")
    assert asked == Principal(partner="acme", person="jo", grant=grant, lane=Lane.PARTNER_BULK, weight=3)
