from pathlib import Path

import pytest
from pydantic import SecretStr

from domain.errors import ConfigInvalid
from gateway.settings.identity.key_secret import KEPT_IN, key_secret
from gateway.settings.process import ProcessSettings
from gateway.settings.search_key import search_key

GIVEN = "a secret of sufficient length, for tests alone"


def settings(folder: Path, secret: str = "", url: str = "") -> ProcessSettings:
    return ProcessSettings(data_dir=folder, key_secret=SecretStr(secret), database_url=SecretStr(url))


def test_a_secret_that_is_given_is_used(tmp_path: Path) -> None:
    assert key_secret(settings(tmp_path, GIVEN)) == GIVEN.encode()
    assert not (tmp_path / KEPT_IN).exists()


def test_without_one_it_is_made_once_and_is_not_the_search_key(tmp_path: Path) -> None:
    made = key_secret(settings(tmp_path))
    assert key_secret(settings(tmp_path)) == made
    assert made != search_key(settings(tmp_path))


def test_processes_over_one_server_must_be_given_the_same(tmp_path: Path) -> None:
    with pytest.raises(ConfigInvalid, match="ORDERGRAPH_KEY_SECRET: is needed with a database server"):
        key_secret(settings(tmp_path, url="postgresql+asyncpg://u@h/d"))


def test_a_short_secret_is_refused_and_not_repeated(tmp_path: Path) -> None:
    with pytest.raises(ConfigInvalid, match="has 9 bytes, 32 are the least") as caught:
        key_secret(settings(tmp_path, "too-short"))
    assert "too-short" not in str(caught.value)
