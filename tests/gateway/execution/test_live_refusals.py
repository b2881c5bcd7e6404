"""Why a subscription is not opened: each mistake is told with the argument that it is in."""

import pytest

from domain.errors import StoreUnavailable
from domain.partners import Scope
from gateway.execution.answers import Answer
from tests.gateway.execution.following import Following
from tests.resolvers.asking import DESK, may

MANY = ", ".join(f'"{number}"' for number in range(251))
LISTS = "subscription ($n: [String!]) { orderChanged(numbers: $n) { kind } }"


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("orderChanged(numbers: [])", "numbers: is empty"),
        ('orderChanged(numbers: ["SO-1", " "])', "numbers[1]: should be a name"),
        ('orderChanged(customer: "")', "customer: should be a name"),
        ('orderChanged(after: "x")', "after: is not a cursor"),
        ('shipmentChanged(trackingNumbers: [""])', "trackingNumbers[0]: should be a name"),
        ('shipmentChanged(carrier: "\\n")', "carrier: should be a name"),
        ("availabilityChanged(skus: [])", "skus: is empty"),
        ('availabilityChanged(skus: ["AX-1"], channel: " ")', "channel: should be a name"),
        ('availabilityChanged(skus: ["AX-1"], after: "W10")', "after: is not a cursor"),
        ('exceptionChanged(filter: {codes: [""]})', "filter.codes[0]: should be a name"),
        ('exceptionChanged(after: "x")', "after: is not a cursor"),
        ('events(filter: {keys: [""]})', "filter.keys[0]: should be a name"),
        ("events(filter: {types: []})", "filter.types: is empty"),
    ],
)
async def test_bad_arguments_are_named(field: str, said: str) -> None:
    code, message = await Following().refused(f"subscription {{ {field} {{ kind }} }}")
    assert code == "BAD_INPUT"
    assert message.startswith(said)


async def test_what_is_not_valid_is_not_prepared() -> None:
    following = Following()
    for text in (
        "subscription { orderChanged { kind } events { kind } }",
        "subscription { availabilityChanged { kind } }",
        "subscription { __typename }",
    ):
        assert isinstance(following.prepared(text), Answer), text


async def test_variables_that_do_not_fit_are_refused() -> None:
    code, message = await Following().refused(LISTS, variables={"n": [1]})
    assert code == "BAD_INPUT"
    assert "$n" in message


@pytest.mark.parametrize(
    ("field", "scope"),
    [
        ("orderChanged", Scope.ORDERS_READ),
        ("shipmentChanged", Scope.SHIPMENTS_READ),
        ('availabilityChanged(skus: ["AX-1"])', Scope.AVAILABILITY_READ),
        ("exceptionChanged", Scope.OPS_READ),
    ],
)
async def test_a_stream_needs_the_scope_of_its_query(field: str, scope: Scope) -> None:
    following, text = Following(), f"subscription {{ {field} {{ kind }} }}"
    code, message = await following.refused(text, may(*(set(Scope) - {scope})))
    assert code == "FIELD_NOT_GRANTED"
    assert message.endswith(f"needs the scope {scope}")
    await following.live(text, may(scope))


async def test_without_a_log_nothing_can_be_followed() -> None:
    following = Following()
    following.log = None
    with pytest.raises(StoreUnavailable):
        await following.opened("subscription { events { kind } }", DESK)
