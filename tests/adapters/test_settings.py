"""What holds for the settings of every adapter; what is peculiar to one is tried beside it."""

import pytest
from pydantic import ValidationError

from adapters.manifest import Manifest
from adapters.registry import MANIFESTS
from tests.adapters.examples import SECRET, required

pytestmark = pytest.mark.usefixtures("every_extra")

every_adapter = pytest.mark.parametrize("manifest", MANIFESTS.values(), ids=list(MANIFESTS))


def refused(manifest: Manifest, given: dict[str, object]) -> list[tuple[str | int, ...]]:
    """The places of what is wrong."""
    with pytest.raises(ValidationError) as caught:
        manifest.settings.model_validate(given)
    return [error["loc"] for error in caught.value.errors()]


@every_adapter
def test_what_must_be_said_is_missed_by_name(manifest: Manifest) -> None:
    good = required(manifest.settings)
    for name in good:
        assert refused(manifest, {key: value for key, value in good.items() if key != name}) == [(name,)]
        assert refused(manifest, good | {name: None}) == [(name,)]


@every_adapter
def test_a_secret_is_never_empty_and_never_shown(manifest: Manifest) -> None:
    good = required(manifest.settings)
    assert SECRET not in repr(manifest.settings.model_validate(good))
    single = [name for name, value in good.items() if value == SECRET]
    several = [name for name, value in good.items() if value == [SECRET]]
    named = [(name, key) for name, value in good.items() if isinstance(value, dict) for key in value]
    assert single or named
    for name in single:
        assert refused(manifest, good | {name: ""}) == [(name,)]
    for name in several:
        assert refused(manifest, good | {name: []}) == [(name,)]
        assert refused(manifest, good | {name: [SECRET, ""]}) == [(name, 1)]
    for name, key in named:
        assert refused(manifest, good | {name: {}}) == [(name,)]
        assert refused(manifest, good | {name: {key: ""}}) == [(name, key)]


@every_adapter
@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("base_url", "system.test"),
        ("base_url", "ftp://system.test"),
        ("timeout", 0),
        ("timeout", 61),
        ("max_reply_bytes", 0),
        ("connections", 0),
        ("color", "red"),
    ],
)
def test_a_wrong_setting_is_refused_by_place(manifest: Manifest, name: str, wrong: object) -> None:
    assert refused(manifest, required(manifest.settings) | {name: wrong}) == [(name,)]
