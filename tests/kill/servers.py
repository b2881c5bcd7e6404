"""PostgreSQL, Redis and NATS of the test's own: on free ports, with their files in its folder."""

import asyncio
import os
import pwd
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from gateway.demo.processes import free_port
from tests.kill.processes import Kept, listens

_PATIENCE = 30.0
_PAUSE = 0.05
_POSTGRES = "postgres"
_HOMES = ("/usr/lib/postgresql", "/usr/local/pgsql")
"""Where distributions put what is not on the path."""


@dataclass(frozen=True, slots=True)
class Programs:
    """Where they are."""

    initdb: str
    postgres: str
    redis: str
    nats: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Servers:
    """The three, each of which may be killed, and by which URL it is reached."""

    postgres: Kept
    redis: Kept
    broker: Kept
    database_url: str
    redis_url: str
    broker_url: str


def programs() -> Programs | str:
    """All that are needed, or what is missing."""
    names = ("initdb", "postgres", "redis-server", "nats-server")
    found = [_found(name) for name in names]
    missing = [name for name, path in zip(names, found, strict=True) if not path]
    return ", ".join(missing) if missing else Programs(*found)


@asynccontextmanager
async def serving_all(folder: Path, at: Programs) -> AsyncIterator[Servers]:
    """Run them; they listen when the context is entered."""
    ports = [free_port(0) for _ in range(3)]
    postgres = await _postgres(folder, at, ports[0])
    redis = Kept(
        name="redis",
        command=(at.redis, "--port", str(ports[1]), "--bind", "127.0.0.1", "--save", ""),
        log=folder / "redis.log",
    )
    files = str(folder / "jetstream")
    broker = Kept(
        name="broker",
        command=(at.nats, "-a", "127.0.0.1", "-p", str(ports[2]), "-js", "-sd", files),
        log=folder / "nats.log",
    )
    all_three = (postgres, redis, broker)
    try:
        for each, port in zip(all_three, ports, strict=True):
            each.start()
            await listening(port)
        yield Servers(
            postgres=postgres,
            redis=redis,
            broker=broker,
            database_url=f"postgresql+asyncpg://{_POSTGRES}@127.0.0.1:{ports[0]}/{_POSTGRES}",
            redis_url=f"redis://127.0.0.1:{ports[1]}/0",
            broker_url=f"nats://127.0.0.1:{ports[2]}",
        )
    finally:
        for each in all_three:
            await each.aclose()


async def listening(port: int) -> None:
    """Wait until something listens there."""
    async with asyncio.timeout(_PATIENCE):
        while not await listens(port):  # noqa: ASYNC110 - nobody tells us
            await asyncio.sleep(_PAUSE)


async def _postgres(folder: Path, at: Programs, port: int) -> Kept:
    """Its server refuses to run as root, so it runs as the user that it came with."""
    user = _POSTGRES if os.geteuid() == 0 else None
    home = folder / "postgres"
    home.mkdir()
    if user:
        os.chown(home, pwd.getpwnam(user).pw_uid, -1)
    data = str(home / "data")
    log = folder / "postgres.log"
    with log.open("ab") as said:
        made = await asyncio.create_subprocess_exec(
            *(at.initdb, "-D", data, "-U", _POSTGRES, "-A", "trust", "--no-sync"),
            stdout=said,
            stderr=said,
            cwd=home,
            user=user,
        )
    if await made.wait():
        raise RuntimeError(f"initdb failed: see {log}")
    options = ("-p", str(port), "-h", "127.0.0.1", "-k", str(home), "-c", "max_connections=200")
    return Kept(name="postgres", command=(at.postgres, "-D", data, *options), log=log, user=user)


def _found(name: str) -> str:
    folders = sorted((str(folder) for home in _HOMES for folder in Path(home).glob("**/bin")), reverse=True)
    return shutil.which(name) or shutil.which(name, path=os.pathsep.join(folders)) or ""
