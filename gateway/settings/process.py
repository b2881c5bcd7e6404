"""Settings of the process, from environment variables that begin with ORDERGRAPH_."""

import difflib
import os
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, SecretStr, ValidationError, field_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from domain.errors import ConfigInvalid
from gateway.settings.origins import read_origins
from gateway.settings.reading.complaints import complaint
from gateway.settings.reading.problems import ConfigProblems

PREFIX = "ORDERGRAPH_"
EMBEDDED = "sqlite+aiosqlite://"
_DRIVERS = (EMBEDDED, "postgresql+asyncpg://")
_REDIS = ("redis://", "rediss://", "unix://")
_LONGEST = timedelta(minutes=10)
_NEARLY = 0.9


def _in_seconds(value: object) -> object:
    """A plain number in the environment means seconds; ISO 8601 (`PT1M`) is left to pydantic."""
    if not isinstance(value, str):
        return value
    try:
        return float(value)
    except ValueError:
        return value


def _parted(value: object) -> object:
    return read_origins(value) if isinstance(value, str) else value


Origins = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_parted)]
Seconds = Annotated[timedelta, BeforeValidator(_in_seconds), Field(gt=timedelta(0), le=_LONGEST)]


class ProcessSettings(BaseSettings):
    """Where the process listens, keeps its state and writes its log.

    config: the instance file. database_url: empty for an SQLite file in `data_dir`. request_timeout:
    the longest that one request may take. shutdown_grace: the longest that a stop waits for requests.
    graphiql_assets: the folder with GraphiQL, where it was built. examples: operations for its tabs.
    sync_enabled: whether serving polls the instances. sync_every: the pause between two polls of one that
    has none of its own. search_key: hashes e-mails for the index; kept in `data_dir` where left out.
    key_secret: under which the digests of API keys are made; kept in `data_dir` where left out.
    redis: what replicas share of cache, limits and wake-ups; empty: each process has its own.
    replicas: how many there are, for the time while Redis cannot be asked. graphiql: whether there is a
    page for people. introspection: whether the schema may be asked for. allowed_origins: web pages of others
    that may ask from a browser, parted by commas; `*`: all. secrets_dir: a folder of files that are named
    as variables and hold what those would.
    """

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, frozen=True, extra="ignore", hide_input_in_errors=True
    )

    config: Path = Path("ordergraph.yaml")
    data_dir: Path = Path()
    database_url: SecretStr = SecretStr("")
    host: str = Field(default="127.0.0.1", min_length=1)
    port: int = Field(default=8000, ge=0, le=65_535)
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    log_format: Literal["json", "console"] = "json"
    request_timeout: Seconds = timedelta(seconds=10)
    shutdown_grace: Seconds = timedelta(seconds=30)
    graphiql_assets: Path | None = None
    examples: Path | None = None
    sync_enabled: bool = True
    sync_every: Seconds = timedelta(seconds=30)
    search_key: SecretStr = SecretStr("")
    key_secret: SecretStr = SecretStr("")
    redis: SecretStr = SecretStr("")
    replicas: int = Field(default=1, ge=1, le=1_000)
    graphiql: bool = True
    introspection: bool = True
    allowed_origins: Origins = ()
    secrets_dir: Path | None = None

    @field_validator("database_url")
    @classmethod
    def _known_driver(cls, url: SecretStr) -> SecretStr:
        if url.get_secret_value() and not url.get_secret_value().startswith(_DRIVERS):
            raise ValueError(f"should begin with {' or '.join(_DRIVERS)}")
        return url

    @field_validator("redis")
    @classmethod
    def _of_redis(cls, url: SecretStr) -> SecretStr:
        if url.get_secret_value() and not url.get_secret_value().startswith(_REDIS):
            raise ValueError(f"should begin with {', '.join(_REDIS)}")
        return url

    @property
    def database(self) -> str:
        """The URL of our database. It may hold a password: not for messages."""
        return self.database_url.get_secret_value() or f"{EMBEDDED}/{self.data_dir / 'ordergraph.db'}"


def process_settings() -> ProcessSettings:
    """Read the environment and the folder of secrets; raises ConfigProblems that name each variable."""
    folder = os.environ.get(f"{PREFIX}SECRETS_DIR")
    if folder and not Path(folder).is_dir():
        wrong = ConfigInvalid("is no folder", place=f"{PREFIX}SECRETS_DIR")
        raise ConfigProblems("the environment", (wrong,))
    try:
        return ProcessSettings(_secrets_dir=folder or None)  # type: ignore[call-arg]  # it is not a field
    except ValidationError as error:
        details = error.errors(include_url=False, include_input=False)
    raise ConfigProblems("the environment", tuple(_problem(detail) for detail in details))


def mistaken_variables(environ: Mapping[str, str]) -> list[str]:
    """Warnings for variables that look like one of ours, misspelled: they would be ignored in silence."""
    known = {f"{PREFIX}{name}".upper() for name in ProcessSettings.model_fields}
    foreign = sorted(name for name in environ if name.startswith(PREFIX) and name not in known)
    near = ((name, difflib.get_close_matches(name, known, n=1, cutoff=_NEARLY)) for name in foreign)
    return [f"{name} is not a setting; did you mean {meant[0]}?" for name, meant in near if meant]


def _problem(detail: ErrorDetails) -> ConfigInvalid:
    return ConfigInvalid(complaint(detail), place=f"{PREFIX}{detail['loc'][0]}".upper())
