from hypothesis import given
from hypothesis import strategies as st

from domain.events.record import Event
from domain.log.records import Logged
from domain.log.standing import kind_of, standing
from domain.milestones import MilestoneCode
from tests.domain.log.examples import EVENTS, moved, shipped


def logged(events: list[Event]) -> list[Logged]:
    return [Logged(position, event) for position, event in enumerate(events, start=1)]


def test_another_line_or_milestone_is_another_kind() -> None:
    assert kind_of(shipped(line="1")) != kind_of(shipped(line="2")) != kind_of(shipped())
    assert kind_of(moved("a", MilestoneCode.PICKED_UP)) != kind_of(moved("b", MilestoneCode.DELIVERED))
    assert kind_of(shipped("a", minutes=1)) == kind_of(shipped("b", minutes=2))


@given(st.lists(EVENTS, max_size=12), st.integers(0, 12))
def test_compacting_in_steps_is_compacting_at_once(events: list[Event], cut: int) -> None:
    log = logged(events)
    in_steps = standing([*standing(log[:cut]), *log[cut:]])
    assert in_steps == standing(log)
    assert standing(reversed(log)) == in_steps
