import stat
from pathlib import Path

import pytest
from pydantic import SecretStr

from domain.errors import ConfigInvalid
from gateway.settings.process import ProcessSettings
from gateway.settings.search_key import KEY_FILE, search_key

GIVEN = "a key of sufficient length"
SERVER = "postgresql+asyncpg://u@h/d"


def settings(folder: Path, key: str = "", url: str = "") -> ProcessSettings:
    return ProcessSettings(data_dir=folder, search_key=SecretStr(key), database_url=SecretStr(url))


def test_a_key_that_is_given_is_used(tmp_path: Path) -> None:
    assert (
        search_key(settings(tmp_path, GIVEN))
        == search_key(settings(tmp_path, GIVEN, SERVER))
        == GIVEN.encode()
    )
    assert not (tmp_path / KEY_FILE).exists()


def test_without_one_it_is_made_once_and_kept_for_ourselves_alone(tmp_path: Path) -> None:
    folder = tmp_path / "state"
    made = search_key(settings(folder))
    assert search_key(settings(folder)) == made
    assert len(made) >= 32
    assert stat.S_IMODE((folder / KEY_FILE).stat().st_mode) == 0o600


def test_two_installations_have_two_keys(tmp_path: Path) -> None:
    assert search_key(settings(tmp_path / "a")) != search_key(settings(tmp_path / "b"))


def test_processes_over_one_server_must_be_given_the_same(tmp_path: Path) -> None:
    with pytest.raises(ConfigInvalid, match="ORDERGRAPH_SEARCH_KEY: is needed with a database server"):
        search_key(settings(tmp_path, url=SERVER))


def test_a_short_key_is_refused_and_not_repeated(tmp_path: Path) -> None:
    with pytest.raises(ConfigInvalid, match="has 7 bytes, 16 are the least") as caught:
        search_key(settings(tmp_path, "too-few"))
    assert "too-few" not in str(caught.value)


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigInvalid, match=r"ORDERGRAPH_DATA_DIR: search\.key cannot be kept"):
        search_key(settings(tmp_path / "file"))
