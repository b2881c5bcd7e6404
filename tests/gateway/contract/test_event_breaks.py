import json
from collections.abc import Mapping
from typing import Any

import pytest

from gateway.contract.event_breaks import event_breaks
from gateway.contract.event_schemas import event_schemas

NOW: Mapping[str, Any] = json.loads(json.dumps(event_schemas()))
PICKED = "order.picked.v1.json"
MILESTONE = "shipment.milestone.v1.json"


def before() -> dict[str, Any]:
    """A release, to be changed at will."""
    copied: dict[str, Any] = json.loads(json.dumps(NOW))
    return copied


def test_nothing_breaks_without_a_change() -> None:
    assert event_breaks(before(), NOW) == []


def test_what_is_new_breaks_nobody() -> None:
    released = before()
    del released[PICKED]
    del released[MILESTONE]["properties"]["fault"]
    released[MILESTONE]["$defs"]["MilestoneCode"]["enum"].remove("LOST")
    released[MILESTONE]["description"] = "Other words."
    assert event_breaks(released, NOW) == []


def test_a_type_that_leaves_breaks() -> None:
    released = before()
    released["order.sung.v1.json"] = released[PICKED]
    assert event_breaks(released, NOW) == ["Event order.sung.v1.json was removed."]


@pytest.mark.parametrize(
    ("path", "was", "said"),
    [
        (("properties", "mood"), {"type": "string"}, "data.mood was removed."),
        (("properties", "sku", "type"), "integer", "data.sku: type changed from integer to string."),
        (
            ("$defs", "Quantity", "properties", "scale"),
            {"type": "integer"},
            "data.quantity.scale was removed.",
        ),
        (("$defs", "Quantity", "required"), ["amount", "unit"], "data.quantity: required lost unit."),
    ],
)
def test_what_a_reader_relied_on_breaks(path: tuple[str, ...], was: object, said: str) -> None:
    released = before()
    place = released[PICKED]
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = was
    assert event_breaks(released, NOW) == [f"Event {PICKED}: {said}"]


def test_a_code_that_leaves_a_list_breaks() -> None:
    released = before()
    released[MILESTONE]["$defs"]["FaultParty"]["enum"].append("GHOST")
    assert event_breaks(released, NOW) == [f"Event {MILESTONE}: data.fault: enum lost GHOST."]
