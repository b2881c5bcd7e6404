"""The audit, read by people: every line says what changed, whichever version wrote it."""

import json

from hypothesis import assume, given
from hypothesis import strategies as st
from msgspec.structs import replace

from domain.registry.audit import key_added, key_revoked, partner_line
from domain.registry.differences import Difference, differences
from domain.registry.records import Partner, PartnerChange
from domain.registry.told import told
from tests.contracts.partner_examples import TOKEN, key, partner, partners
from tests.doubles.clock import START

ACME = partner("acme", TOKEN)


def line(before: Partner | None, after: Partner | None) -> PartnerChange:
    made = partner_line(before, after, who="mira", now=START)
    assert made is not None
    return made


@given(partners(st.just("acme")), partners(st.just("acme")))
def test_a_line_tells_what_its_partners_differ_in(before: Partner, after: Partner) -> None:
    assume(before != after)
    assert told(line(before, after)) == differences(before, after) != ()


def test_of_who_came_it_tells_what_it_got_and_of_who_went_what_it_had() -> None:
    got = [(each.field, each.new) for each in told(line(None, ACME))]
    assert got == [
        ("subjects", ("'acme-portal' of 'corp'",)),
        ("scopes", ("orders:read",)),
        ("rows.customers", ("C-1",)),
    ]
    assert [(each.field, each.gone) for each in told(line(ACME, None))] == got


def test_a_key_is_told_by_its_prefix() -> None:
    one = key("og_abc")
    ended = replace(one, revoked_at=START, label="")
    assert told(key_added(one, who="mira", now=START)) == (
        Difference("prefix", (), ("og_abc",)),
        Difference("label", (), ("nightly export",)),
    )
    assert told(key_revoked(replace(one, label=""), ended, who="mira", now=START)) == (
        Difference("prefix", ("og_abc",), ()),
    )


def test_what_another_version_kept_is_told_as_it_stands_there() -> None:
    before, after = line(None, ACME), line(None, replace(ACME, weight=2))
    newer = json.loads(after.after)
    newer["grant"]["scopes"] = ["moons:read"]
    newer["moons"] = {"of": [1, 2]}
    change = replace(before, before=before.after, after=json.dumps(newer))
    assert {each.field: (each.gone, each.new) for each in told(change)} == {
        "weight": (("1",), ("2",)),
        "grant.scopes": (('["orders:read"]',), ('["moons:read"]',)),
        "moons.of": ((), ("[1,2]",)),
    }


def test_a_field_that_this_version_does_not_know_is_told_too() -> None:
    before = line(None, ACME)
    newer = json.dumps(json.loads(before.after) | {"moon": "full"})
    assert told(replace(before, before=before.after, after=newer)) == (Difference("moon", (), ("full",)),)
