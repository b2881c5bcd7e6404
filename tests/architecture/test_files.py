import pytest

from tests.architecture.tree import APART, ROOMS, ROOT, modules

LONGEST = 220
DEEPEST = 3
VAGUE = frozenset(
    {"base", "common", "core", "helper", "helpers", "manager", "misc", "stuff", "util", "utils"}
)


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_has_files(room: str) -> None:
    assert list(modules(room)), f"{room}/ has no Python file, so the rules below would check nothing"


def test_a_file_has_one_concern() -> None:
    lengths = {path: len((ROOT / path).read_text(encoding="utf-8").splitlines()) for path in modules(*ROOMS)}
    assert {str(path): lines for path, lines in lengths.items() if lines > LONGEST} == {}


def test_names_say_what_is_inside() -> None:
    parts = {path: (*path.parts[:-1], path.stem) for path in modules(*ROOMS, *APART)}
    assert [str(path) for path, names in parts.items() if VAGUE.intersection(names)] == []


def test_folders_stay_shallow() -> None:
    assert [str(path) for path in modules(*ROOMS) if len(path.parts) - 1 > DEEPEST] == []
