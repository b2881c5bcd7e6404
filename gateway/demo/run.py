"""Runs the demo: starts everything, says where it is, shows it, and stays up until Ctrl-C."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
import orjson
from rich.console import Console

from domain.errors import ConfigInvalid
from gateway.demo.instance_file import LINKS, instance_file
from gateway.demo.personas import ReadyMade, ready_made
from gateway.demo.processes import announced, free_port, last_words, running
from gateway.demo.showing import Showing, index_orders, introduce, show
from gateway.demo.world import ORDERS, examples, token

SEED = 7
CONFIG = "ordergraph.yaml"
EXAMPLES = "examples.json"
GRAPHIQL = Path("build/graphiql/dist")
"""Where `make graphiql` puts the console page's files, in a checkout."""

_READY_SECONDS = 60.0
_REQUEST_SECONDS = 20.0
_PAUSE = 0.1


async def run_demo(console: Console, *, once: bool, port: int) -> None:
    """Start, show, and stay until cancelled; with `once`, end after the showing. Raises ConfigInvalid."""
    needs_simulators()
    with TemporaryDirectory(prefix="ordergraph-demo-") as name:
        folder = Path(name)
        async with simulators_in(folder) as urls:
            made, tokens = await _prepared(urls)
            (folder / EXAMPLES).write_bytes(orjson.dumps([_tab(one, tokens) for one in made]))
            async with gateway_over(folder, urls, free_port(port)) as url:
                introduce(console, url, urls, made, tokens)
                await _show_all(console, url, urls, made, tokens)
                if not once:
                    await _stay(console, folder, url)


async def _stay(console: Console, folder: Path, url: str) -> None:
    """Stay up, and only now fill the search index: the showing counts what its own questions cost."""
    console.print(f"\nAll of it stays up until [bold]Ctrl-C[/bold]. Try {url}/graphql")
    console.print("[dim]The index of orders(…) is being filled from the systems: it takes a minute.[/dim]")
    environment = {"ORDERGRAPH_CONFIG": str(folder / CONFIG), "ORDERGRAPH_DATA_DIR": str(folder)}
    log = folder / "sync.log"
    async with running(("-m", "gateway.cli", "sync"), log=log, environment=environment) as process:
        await process.wait()
        raise ConfigInvalid(f"the polls ended: {last_words(log)}")


def needs_simulators() -> None:
    """Raise ConfigInvalid where there are none."""
    if find_spec("simulators") is None:
        raise ConfigInvalid("the demo needs the simulators, which the installed package does not hold")


@asynccontextmanager
async def simulators_in(folder: Path) -> AsyncIterator[Mapping[str, str]]:
    """The simulated systems, with their log and links in `folder`; where each listens, by name."""
    log = folder / "simulators.log"
    world = ("--seed", str(SEED), "--size", str(ORDERS), "--start", "now", "--links", str(folder / LINKS))
    async with running(("-m", "simulators", *world), log=log, announces=True) as process:
        yield await announced(process, log)


async def _prepared(urls: Mapping[str, str]) -> tuple[list[ReadyMade], Mapping[str, str]]:
    """The operations of this world, and a real token for each persona's client."""
    async with httpx.AsyncClient(timeout=_REQUEST_SECONDS, trust_env=False) as client:
        made = ready_made(await examples(client, urls))
        tokens = {one.client: await token(client, urls["issuer"], one.client) for one in made}
    return made, tokens


@asynccontextmanager
async def gateway_over(
    folder: Path, urls: Mapping[str, str], port: int, sections: Mapping[str, object] | None = None
) -> AsyncIterator[str]:
    """A gateway over them, with its state and log in `folder`; its URL. sections: of its instance file."""
    environment = _environment(folder, instance_file(urls, sections), port)
    log = folder / "gateway.log"
    url = f"http://127.0.0.1:{port}"
    async with running(("-m", "gateway.cli", "serve"), log=log, environment=environment) as process:
        await until_ready(url, process, log)
        yield url


def _environment(folder: Path, instances: str, port: int) -> Mapping[str, str]:
    """Write the instance file, and say to the gateway where everything is."""
    config, examples = folder / CONFIG, folder / EXAMPLES
    config.write_text(instances, encoding="utf-8")
    assets = {"ORDERGRAPH_GRAPHIQL_ASSETS": str(GRAPHIQL)} if GRAPHIQL.is_dir() else {}
    return {
        "ORDERGRAPH_CONFIG": str(config),
        "ORDERGRAPH_DATA_DIR": str(folder),
        "ORDERGRAPH_PORT": str(port),
        "ORDERGRAPH_SYNC_ENABLED": "false",
        **assets,
        **({"ORDERGRAPH_EXAMPLES": str(examples)} if examples.is_file() else {}),
    }


async def until_ready(url: str, process: asyncio.subprocess.Process, log: Path) -> None:
    """Wait until the gateway of `process` says that it is ready. Raises ConfigInvalid where it does not."""
    async with httpx.AsyncClient(trust_env=False) as client:
        try:
            async with asyncio.timeout(_READY_SECONDS):
                while not await _ready(client, url):
                    if process.returncode is not None:
                        raise ConfigInvalid(f"the gateway ended: {last_words(log)}")
                    await asyncio.sleep(_PAUSE)
        except TimeoutError as error:
            raise ConfigInvalid(f"the gateway was not ready in time: {last_words(log)}") from error


async def _ready(client: httpx.AsyncClient, url: str) -> bool:
    try:
        return (await client.get(f"{url}/ready")).is_success
    except httpx.TransportError:
        return False


async def _show_all(
    console: Console,
    url: str,
    urls: Mapping[str, str],
    made: Sequence[ReadyMade],
    tokens: Mapping[str, str],
) -> None:
    async with (
        httpx.AsyncClient(base_url=url, timeout=_REQUEST_SECONDS, trust_env=False) as gateway,
        httpx.AsyncClient(base_url=urls["control"], timeout=_REQUEST_SECONDS, trust_env=False) as control,
    ):
        await index_orders(gateway, [one.indexed for one in made if one.indexed], tokens[made[0].client])
        showing = Showing(console=console, gateway=gateway, control=control)
        for one in made:
            await show(showing, one, tokens[one.client])


def _tab(made: ReadyMade, tokens: Mapping[str, str]) -> Mapping[str, object]:
    """One tab of the console page, with the token of its persona."""
    return {
        "name": made.question,
        "persona": made.persona,
        "query": made.document,
        "variables": dict(made.variables),
        "headers": {"Authorization": f"Bearer {tokens[made.client]}"},
    }
