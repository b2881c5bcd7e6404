"""Holds through the graph, over systems in memory."""

from datetime import timedelta

from domain.partners import Grant, Principal, Scope
from domain.shapes.words import Band, Shapes
from tests.resolvers.reservations.shop import CONFIRM, EDI, EXTEND, HOUSE, RELEASE, WEB, Shop

ONE = "query ($id: String!) { reservation(id: $id) { id state } }"
MANY = """query ($channel: String, $state: ReservationState, $first: Int! = 2, $after: String) {
  reservations(channel: $channel, state: $state, first: $first, after: $after) {
    edges { cursor node { id } } pageInfo { hasNextPage endCursor }
  }
}"""


async def test_units_are_held_at_one_place_and_seen_at_once() -> None:
    shop = Shop()
    made = await shop.reserve(("AX-1", "5"))
    assert made["state"] == "HELD"
    assert made["lines"] == [
        {"sku": "AX-1", "asked": {"amount": "5", "unit": "EA"}, "held": {"amount": "5", "unit": "EA"}}
    ]
    assert [(one["location"], one["quantity"]["amount"]) for one in made["allotments"]] == [("EAST", "5")]
    assert (made["createdAt"], made["expiresAt"]) == ("2026-03-02T08:00:00Z", "2026-03-02T08:15:00Z")
    assert (await shop.store.held(["AX-1"], now=shop.clock.now()))["AX-1"]["at:EAST"] == 5


async def test_what_is_held_is_held_from_everybody() -> None:
    shop = Shop()
    await shop.reserve(("AX-1", "70"), by=WEB)
    assert await shop.refused_to_reserve(("AX-1", "70"), by=EDI, channel="EDI") == (
        "NOT_ENOUGH_STOCK lines[0].quantity"
    )


async def test_what_is_bad_is_refused_and_named() -> None:
    shop = Shop()
    refused = shop.refused_to_reserve
    assert await refused(("NO-1", "1")) == "BAD_INPUT lines[0].sku"
    assert await refused(("AX-1", "1"), ("", "1")) == "BAD_INPUT lines[1].sku"
    assert await refused(("AX-1", "0")) == "BAD_INPUT lines[0].quantity"
    assert await refused(("AX-1", "-3")) == "BAD_INPUT lines[0].quantity"
    assert await refused(("AX-1", "1.5")) == "BAD_INPUT lines[0].quantity"
    assert await refused(("AX-1", "1 PALLET")) == "IMPOSSIBLE_VALUE lines[0].unit"
    assert await refused() == "BAD_INPUT lines"
    assert await refused(*[("AX-1", "1")] * 51) == "BAD_INPUT lines"
    assert await refused(("AX-1", "1"), ttl="PT0S") == "BAD_INPUT ttl"
    assert await refused(("AX-1", "1"), ttl="P2D") == "BAD_INPUT ttl"
    assert await refused(("AX-1", "1"), key=" ") == "BAD_INPUT idempotencyKey"
    assert await refused(("AX-1", "1"), channel="") == "BAD_INPUT channel"
    assert shop.store.kept == {}


async def test_the_same_key_has_the_same_answer_for_a_day() -> None:
    shop = Shop()
    made = await shop.reserve(("AX-1", "5"))
    await shop.ask(RELEASE, variables={"id": made["id"]})
    assert await shop.reserve(("AX-1", "5")) == made
    assert await shop.refused_to_reserve(("AX-1", "6")) == "IDEMPOTENCY_KEY_REUSED idempotencyKey"
    assert (await shop.reserve(("AX-1", "5"), by=WEB))["id"] != made["id"]
    shop.clock.advance(timedelta(hours=24))
    assert (await shop.reserve(("AX-1", "6")))["id"] != made["id"]


async def test_a_refusal_is_repeated_too() -> None:
    shop = Shop()
    first = await shop.reserve(("AX-1", "70"))
    short = "NOT_ENOUGH_STOCK lines[0].quantity"
    assert await shop.refused_to_reserve(("AX-1", "70"), key="k2") == short
    await shop.ask(RELEASE, variables={"id": first["id"]})
    assert await shop.refused_to_reserve(("AX-1", "70"), key="k2") == short
    await shop.reserve(("AX-1", "70"), key="k3")


async def test_as_much_as_there_is() -> None:
    shop = Shop()
    made = await shop.reserve(("AX-1", "1000"), mode="BEST_EFFORT")
    assert made["lines"][0]["asked"]["amount"] == "1000"
    assert 0 < int(made["lines"][0]["held"]["amount"]) < 1000
    nothing = await shop.refused_to_reserve(("AX-1", "1"), mode="BEST_EFFORT", key="k2")
    assert nothing == "NOT_ENOUGH_STOCK lines[0].quantity"


async def test_who_sees_bands_alone_does_not_learn_how_much_there_is() -> None:
    shop = Shop()
    grant = Grant(scopes=frozenset({Scope.RESERVATIONS_WRITE}), shapes=Shapes(quantity=Band()))
    banded = Principal(partner="banded", grant=grant)
    assert (
        await shop.refused_to_reserve(("AX-1", "1000"), by=banded, mode="BEST_EFFORT") == "FIELD_NOT_GRANTED"
    )
    await shop.reserve(("AX-1", "1"), by=banded)


async def test_what_ran_out_is_free_for_others_before_it_is_swept() -> None:
    shop = Shop()
    await shop.reserve(("AX-1", "70"), ttl="PT1M")
    shop.clock.advance(timedelta(minutes=1))
    made = await shop.reserve(("AX-1", "70"), key="k2")
    assert made["state"] == "HELD"


async def test_one_that_ran_out_cannot_be_confirmed_nor_anything_else() -> None:
    shop = Shop()
    name = {"id": (await shop.reserve(("AX-1", "5"), ttl="PT1M"))["id"]}
    shop.clock.advance(timedelta(minutes=1))
    for document in (CONFIRM, EXTEND, RELEASE):
        assert await shop.refused(document, variables=name) == "RESERVATION_EXPIRED"
    assert (await shop.ask(ONE, variables=name))["reservation"]["state"] == "EXPIRED"


async def test_a_hold_is_extended_confirmed_and_released() -> None:
    shop = Shop()
    name = {"id": (await shop.reserve(("AX-1", "5")))["id"]}
    longer = (await shop.ask(EXTEND, variables=name))["extendReservation"]["reservation"]
    assert longer["expiresAt"] == "2026-03-02T08:30:00Z"
    assert await shop.refused(EXTEND, variables={**name, "ttl": "P9D"}) == "BAD_INPUT ttl"
    assert await shop.refused(CONFIRM, variables={**name, "order": " "}) == "BAD_INPUT orderNumber"
    for _ in range(2):
        confirmed = (await shop.ask(CONFIRM, variables=name))["confirmReservation"]["reservation"]
        assert (confirmed["state"], confirmed["orderNumber"]) == ("CONFIRMED", "SO-1")
    assert await shop.refused(CONFIRM, variables={**name, "order": "SO-2"}) == "RESERVATION_ENDED"
    assert await shop.refused(EXTEND, variables=name) == "RESERVATION_ENDED"
    for _ in range(2):
        released = (await shop.ask(RELEASE, variables=name))["releaseReservation"]["reservation"]
        assert released["state"] == "RELEASED"
    assert await shop.refused(CONFIRM, variables=name) == "RESERVATION_ENDED"
    assert (await shop.store.held(["AX-1"], now=shop.clock.now()))["AX-1"]["at:EAST"] == 0


async def test_what_is_somebody_else_s_is_not_there() -> None:
    shop = Shop()
    name = {"id": (await shop.reserve(("AX-1", "5"), by=WEB))["id"]}
    for document in (CONFIRM, EXTEND, RELEASE, ONE):
        foreign = await shop.asked(document, EDI, name)
        unknown = await shop.asked(document, EDI, {"id": "none"})
        assert foreign == unknown
        assert foreign[1][0]["extensions"]["code"] == "NOT_FOUND"
    assert await shop.refused_to_reserve(("AX-1", "1"), by=EDI, channel="WEB") == "NOT_FOUND"
    assert (await shop.ask(ONE, WEB, name))["reservation"]["id"] == name["id"]
    assert (await shop.ask(ONE, HOUSE, name))["reservation"]["state"] == "HELD"


async def test_pages_of_one_s_own() -> None:
    shop = Shop()
    made = [(await shop.reserve(("AX-1", "1"), by=WEB, key=f"k{n}"))["id"] for n in range(3)]
    await shop.reserve(("AX-1", "1"), by=EDI, channel="EDI")
    first = (await shop.ask(MANY, WEB))["reservations"]
    rest = (await shop.ask(MANY, WEB, {"after": first["pageInfo"]["endCursor"]}))["reservations"]
    found = [edge["node"]["id"] for page in (first, rest) for edge in page["edges"]]
    assert sorted(found) == sorted(made)
    assert (first["pageInfo"]["hasNextPage"], rest["pageInfo"]["hasNextPage"]) == (True, False)
    assert (await shop.ask(MANY, WEB, {"channel": "EDI"}))["reservations"]["edges"] == []
    assert (await shop.ask(MANY, WEB, {"state": "RELEASED"}))["reservations"]["edges"] == []
    assert await shop.refused(MANY, WEB, {"first": 0}) == "BAD_INPUT first"
    assert await shop.refused(MANY, WEB, {"after": "x"}) == "BAD_INPUT after"


async def test_each_field_needs_its_scope() -> None:
    shop = Shop()
    reader = Principal(partner="r", grant=Grant(scopes=frozenset({Scope.RESERVATIONS_READ})))
    writer = Principal(partner="w", grant=Grant(scopes=frozenset({Scope.RESERVATIONS_WRITE})))
    assert await shop.refused_to_reserve(("AX-1", "1"), by=reader) == "FIELD_NOT_GRANTED"
    name = {"id": (await shop.reserve(("AX-1", "1"), by=writer))["id"]}
    assert await shop.refused(ONE, writer, name) == "FIELD_NOT_GRANTED"
