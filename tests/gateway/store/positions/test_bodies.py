"""Bodies of positions that were written before more was kept of a transfer."""

import msgspec

from domain.positions.facts import Leg
from domain.positions.folding import fold
from domain.positions.telling import told
from domain.positions.transfers import on_the_way
from gateway.store.positions.bodies import body_of, held_of
from tests.domain.positions.stories import EAST, WEST, S, at, event, kept, snapshot

STORY = [
    snapshot(0, {S.SELLABLE: 10}, place=WEST),
    event("transfer_shipped", 1, 4, counterpart=WEST, reference="T1", expected_at=at(90)),
    event("transfer_received", 2, 1, place=WEST, counterpart=EAST, reference="T1"),
]


def test_a_position_is_what_it_was() -> None:
    held = kept(STORY)[WEST]
    assert held_of(body_of(held)) == held


def test_an_older_body_lacks_only_who_told_and_when_it_is_due() -> None:
    held = kept(STORY)[WEST]
    *older, _ways = msgspec.msgpack.decode(body_of(held))
    found = held_of(msgspec.msgpack.encode(older))
    assert [leg.source for leg in found.legs] == ["", ""]
    assert found.legs == tuple(
        Leg(leg.id, leg.at, leg.reference, leg.arrives, leg.shipped, leg.received) for leg in held.legs
    )
    assert (found.bases, found.recent, found.whole) == (held.bases, held.recent, held.whole)


def test_what_arrives_since_is_of_the_same_transfer() -> None:
    *older, _ways = msgspec.msgpack.decode(body_of(kept(STORY)[WEST]))
    before = held_of(msgspec.msgpack.encode(older))
    rest = event("transfer_received", 3, 2, place=WEST, counterpart=EAST, reference="T1")
    facts = [each.fact for each in told(rest, numbered=False) if each.key.location == WEST]
    (left,) = on_the_way(fold(facts, before).legs, "EA")
    assert left.quantity.amount == 1
