import io
from dataclasses import replace

import pytest
from rich.console import Console

from domain.freshness import FreshState
from gateway.demo.chaos.measuring import Figures, Seen
from gateway.demo.chaos.picture import WIDTH, Moment, picture
from gateway.demo.chaos.record import Record
from gateway.demo.chaos.scenes import SCENES, at_pace
from gateway.demo.chaos.screens import screen
from gateway.demo.chaos.wording import age, codes, line, seconds, share, spark

KILLED = next(scene for scene in SCENES if not scene.power)
NUMBER = SCENES.index(KILLED) + 1
AS_A_LINE = (
    "killed: 4.0 answers/s, fresh 0 %, stale 100 %, away 0 %, oldest 105.8 s, median 20 ms, p99 20 ms, "
    "ERP calls 0.0/s, stale by BREAKER_OPEN 12, errors BREAKER_OPEN 12"
)


def stale(at: float, took: float = 0.02) -> Seen:
    why = ("BREAKER_OPEN",)
    return Seen(at=at, took=took, state=FreshState.STALE, age=at, reasons=why, codes=why)


def played() -> Record:
    """Three seconds of the first scene with 4 answers and 2 calls each, then three of the ERP killed."""
    record = Record(SCENES)
    record.begin(SCENES[0], 100.0, 0)
    for tick in range(12):
        at = 100.0 + tick / 4
        record.answer(Seen(at=at, took=0.01, state=FreshState.FRESH, age=0.5))
        record.count(at, tick // 2)
    record.end(SCENES[0], 103.0, 6)
    record.begin(KILLED, 103.0, 6)
    for tick in range(12):
        record.answer(stale(103.0 + tick / 4))
        record.count(103.0 + tick / 4, 6)
    return record


class TestRecord:
    def test_a_scene_has_its_own_figures(self) -> None:
        record = played()
        first, second = record.done[SCENES[0].name], record.scene(106.0, 6)
        assert (first.answers_a_second, first.calls_a_second, first.shares[FreshState.FRESH]) == (
            4.0,
            2.0,
            1.0,
        )
        assert (second.answers_a_second, second.calls_a_second, second.shares[FreshState.STALE]) == (
            4.0,
            0.0,
            1.0,
        )

    def test_now_is_the_last_two_seconds(self) -> None:
        now = played().now()
        assert now.shares[FreshState.STALE] == 1.0
        assert now.answers_a_second == pytest.approx(4.0, abs=0.6)
        assert now.oldest == 105.75
        assert Record(SCENES).now().answers_a_second == 0.0

    def test_the_course_has_one_entry_a_second(self) -> None:
        trace = played().trace
        assert [one.calls_a_second for one in trace] == pytest.approx([2.0, 2.0, 2.0, 0.0, 0.0], abs=1.0)
        assert [one.shares[FreshState.FRESH] for one in trace][:2] == [1.0, 1.0]

    def test_beside_the_course_stands_where_scenes_began(self) -> None:
        record = played()
        assert list(record.began) == ["1", " ", " ", str(NUMBER), " "]
        assert len(record.began) == len(record.trace)


def shown(record: Record) -> list[str]:
    console = Console(file=io.StringIO(), width=140, record=True)
    console.print(picture(record, Moment(scene=KILLED, left=4.2, so_far=record.scene(106.0, 6))))
    return console.export_text().rstrip().splitlines()


class TestPicture:
    def test_it_is_a_hundred_columns_wide_and_fits_a_screen(self) -> None:
        lines = shown(played())
        assert {len(text) for text in lines} == {WIDTH}
        assert len(lines) <= 24
        assert not any("…" in text for text in lines)

    def test_it_tells_scene_moment_and_all_scenes_so_far(self) -> None:
        text = "\n".join(shown(played()))
        assert f"scene {NUMBER} of {len(SCENES)}" in text
        assert KILLED.done in text
        assert "4 s left" in text
        rows = [" ".join(row.strip("│ ").split()) for row in text.splitlines()]
        assert "all is well 4.0 100 % 0 % 0 % 0.5 s 10 ms 10 ms 2.0 0" in rows
        assert "> killed 4.0 0 % 100 % 0 % 105.8 s 20 ms 20 ms 0.0 12" in rows
        assert "revived" in rows
        assert f"scene {NUMBER} 1 {NUMBER}" in rows
        assert "stale answers of this scene: BREAKER_OPEN 12" in text
        assert "errors of this scene: BREAKER_OPEN 12" in text


def test_where_there_is_no_terminal_each_scene_is_two_lines() -> None:
    file = io.StringIO()
    record = played()
    with screen(Console(file=file, width=60), record) as told:
        told.begins(KILLED)
        told.goes_on(Moment(scene=KILLED, left=1, so_far=record.scene(106.0, 6)))
        told.ended(KILLED, record.scene(106.0, 6))
    assert file.getvalue().strip().splitlines() == [
        f"{KILLED.done} Look at: {KILLED.watch}.",
        AS_A_LINE,
    ]


def test_on_a_terminal_the_last_picture_stays() -> None:
    file = io.StringIO()
    record = played()
    with screen(Console(file=file, width=120, force_terminal=True), record) as told:
        told.ended(KILLED, record.scene(106.0, 6))
    assert "errors of this scene: BREAKER_OPEN 12" in file.getvalue()


def test_a_pace_stretches_every_scene() -> None:
    assert [scene.seconds for scene in at_pace(SCENES, 0.5)] == [scene.seconds / 2 for scene in SCENES]
    assert [replace(scene, seconds=1) for scene in at_pace(SCENES, 0.5)] == [
        replace(scene, seconds=1) for scene in SCENES
    ]


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (seconds(None), "-"),
        (seconds(0.0124), "12 ms"),
        (seconds(0.9996), "1.0 s"),
        (age(None), "-"),
        (age(61.04), "61.0 s"),
        (share(0.0), "0 %"),
        (share(0.001), "<1 %"),
        (share(0.999), ">99 %"),
        (share(1.0), "100 %"),
        (codes({}), "-"),
        (codes({"A": 3, "B": 2}), "A 3, B 2"),
        (codes({"A": 4, "B": 3, "C": 2, "D": 1, "E": 1}), "A 4, B 3, C 2 and 2 more"),
        (spark([0.0, 0.01, 0.5, 1.0, 2.0], 1.0), " ▁▄██"),
    ],
)
def test_figures_are_written_so_that_nothing_is_rounded_away(told: str, expected: str) -> None:
    assert told == expected


def test_a_scene_without_answers_is_a_line_too() -> None:
    nothing = Figures(shares=dict.fromkeys(FreshState, 0.0), reasons={}, codes={})
    assert line("killed", nothing).startswith("killed: 0.0 answers/s, fresh 0 %")
