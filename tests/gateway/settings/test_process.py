from datetime import timedelta
from pathlib import Path

import pytest

from gateway.settings.process import mistaken_variables, process_settings
from gateway.settings.reading.problems import ConfigProblems


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CONFIG", "DATABASE_URL", "DATA_DIR", "HOST", "PORT", "LOG_LEVEL", "LOG_FORMAT"):
        monkeypatch.delenv(f"ORDERGRAPH_{name}", raising=False)


def test_without_any_variable_one_process_works_by_itself() -> None:
    settings = process_settings()
    assert (settings.host, settings.port) == ("127.0.0.1", 8000)
    assert settings.database == "sqlite+aiosqlite:///ordergraph.db"
    assert (settings.log_level, settings.log_format) == ("INFO", "json")


def test_the_embedded_database_lies_in_the_data_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ORDERGRAPH_DATA_DIR", "/var/lib/ordergraph")
    assert process_settings().database == "sqlite+aiosqlite:////var/lib/ordergraph/ordergraph.db"


@pytest.mark.parametrize(("text", "seconds"), [("12", 12), ("0.5", 0.5), ("PT1M", 60)])
def test_durations_are_seconds_or_iso_8601(
    monkeypatch: pytest.MonkeyPatch, text: str, seconds: float
) -> None:
    monkeypatch.setenv("ORDERGRAPH_REQUEST_TIMEOUT", text)
    assert process_settings().request_timeout == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("name", "value", "complaint"),
    [
        ("PORT", "http", "should be a valid integer, unable to parse string as an integer"),
        ("PORT", "70000", "should be less than or equal to 65535"),
        ("HOST", "", "should not be empty"),
        ("LOG_LEVEL", "LOUD", "should be 'DEBUG', 'INFO', 'WARNING' or 'ERROR'"),
        ("LOG_FORMAT", "xml", "should be 'json' or 'console'"),
        ("REQUEST_TIMEOUT", "PT1H", "should be less than or equal to 600 seconds"),
        ("REQUEST_TIMEOUT", "0", "should be greater than 0 seconds"),
        ("SHUTDOWN_GRACE", "soon", "should be a number of seconds, or a duration such as PT30S"),
        (
            "ALLOWED_ORIGINS",
            "https://shop.example.com,shop.example.org",
            "'shop.example.org' is no origin: write scheme and host, as in https://shop.example.com",
        ),
        (
            "DATABASE_URL",
            "mysql://u:pa55@h/d",
            "should begin with sqlite+aiosqlite:// or postgresql+asyncpg://",
        ),
    ],
)
def test_a_bad_variable_is_named(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, complaint: str
) -> None:
    monkeypatch.setenv(f"ORDERGRAPH_{name}", value)
    with pytest.raises(ConfigProblems) as caught:
        process_settings()
    assert [problem.public for problem in caught.value.problems] == [f"ORDERGRAPH_{name}: {complaint}"]
    assert "pa55" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "origins"),
    [
        ("", ()),
        ("*", ("*",)),
        ("https://Shop.example.com", ("https://shop.example.com",)),
        (
            " https://shop.example.com:443 , http://localhost:3000,",
            ("https://shop.example.com", "http://localhost:3000"),
        ),
    ],
)
def test_origins_are_parted_by_commas(
    monkeypatch: pytest.MonkeyPatch, text: str, origins: tuple[str, ...]
) -> None:
    monkeypatch.setenv("ORDERGRAPH_ALLOWED_ORIGINS", text)
    assert process_settings().allowed_origins == origins


def test_all_bad_variables_are_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ORDERGRAPH_PORT", "-1")
    monkeypatch.setenv("ORDERGRAPH_LOG_FORMAT", "xml")
    with pytest.raises(ConfigProblems, match="the environment: 2 problems") as caught:
        process_settings()
    assert [problem.place for problem in caught.value.problems] == [
        "ORDERGRAPH_PORT",
        "ORDERGRAPH_LOG_FORMAT",
    ]


def test_a_password_is_in_no_representation(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ORDERGRAPH_DATABASE_URL", "postgresql+asyncpg://u:pa55@h/d")
    settings = process_settings()
    assert settings.database.endswith("pa55@h/d")
    assert "pa55" not in repr(settings)


def test_secrets_may_be_mounted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "ordergraph_database_url").write_text("postgresql+asyncpg://u:pa55@h/d\n")
    (tmp_path / "ORDERGRAPH_SEARCH_KEY").write_text("a mounted key")
    (tmp_path / "ordergraph_redis").write_text("redis://mounted/0")
    monkeypatch.setenv("ORDERGRAPH_SECRETS_DIR", str(tmp_path))
    monkeypatch.setenv("ORDERGRAPH_REDIS", "redis://said/0")
    settings = process_settings()
    assert settings.database == "postgresql+asyncpg://u:pa55@h/d"
    assert settings.search_key.get_secret_value() == "a mounted key"
    assert settings.redis.get_secret_value() == "redis://said/0"
    assert "pa55" not in repr(settings)


def test_a_mounted_secret_that_is_wrong_is_named_and_not_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "ordergraph_redis").write_text("http://u:pa55@h")
    monkeypatch.setenv("ORDERGRAPH_SECRETS_DIR", str(tmp_path))
    with pytest.raises(ConfigProblems, match="ORDERGRAPH_REDIS: should begin with redis://") as caught:
        process_settings()
    assert "pa55" not in str(caught.value)


def test_a_folder_of_secrets_that_is_not_there_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("ORDERGRAPH_SECRETS_DIR", str(tmp_path / "nowhere"))
    with pytest.raises(ConfigProblems, match="ORDERGRAPH_SECRETS_DIR: is no folder"):
        process_settings()


def test_a_misspelled_variable_is_told_and_others_are_left_alone() -> None:
    environ = {"ORDERGRAPH_DATABSE_URL": "x", "ORDERGRAPH_PORT": "1", "ORDERGRAPH_ERP_KEY": "x", "PORT": "2"}
    assert mistaken_variables(environ) == [
        "ORDERGRAPH_DATABSE_URL is not a setting; did you mean ORDERGRAPH_DATABASE_URL?"
    ]
