"""The showing: one operation of a persona, its answer, and which systems it took how long."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import httpx
import orjson
from prometheus_client.parser import text_string_to_metric_families
from rich.console import Console
from rich.panel import Panel
from rich.syntax import Syntax
from rich.table import Table

from domain.errors import ConfigInvalid
from gateway.demo.compact import compact
from gateway.demo.personas import ReadyMade

_MILLIS = 1000.0
_LONGEST_ANSWER = 60
_FRAME = 4
_SEARCH = "query ($number: String!) { orders(filter: { number: $number }) { totalCount } }"
_HISTOGRAM = "ordergraph_upstream_call_seconds"


Stamp = Mapping[str, str | None]
"""One entry of `extensions.freshness`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Showing:
    """Where a showing prints, and the two ends that it asks: the gateway, and the simulators' counters."""

    console: Console
    gateway: httpx.AsyncClient
    control: httpx.AsyncClient


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """So far, by system: batch reads and their seconds as the gateway counts, calls as the system does."""

    reads: Mapping[str, float]
    seconds: Mapping[str, float]
    calls: Mapping[str, int]


def introduce(
    console: Console,
    url: str,
    systems: Mapping[str, str],
    made: Sequence[ReadyMade],
    tokens: Mapping[str, str],
) -> None:
    """Say where everything is, and how to ask it oneself."""
    places = Table(title="OrderGraph is up", title_justify="left", box=None, show_header=False)
    places.add_row("[bold]GraphQL and console page[/bold]", f"[bold]{url}/graphql[/bold]")
    for path, purpose in (("/ready", "readiness"), ("/metrics", "metrics")):
        places.add_row(purpose, f"{url}{path}")
    for name, place in systems.items():
        places.add_row(f"simulated {name}", place)
    console.print(places)
    first = made[0]
    console.print(f"\nA token of the {first.persona.lower()}, for the header Authorization: Bearer …")
    console.print(tokens[first.client], style="dim", soft_wrap=True, highlight=False)


async def index_orders(gateway: httpx.AsyncClient, numbers: Sequence[str], token: str) -> None:
    """Let the index know these orders, as polls would in a minute: the service desk asks for each."""
    headers = {"authorization": f"Bearer {token}", "accept": "application/graphql-response+json"}
    for number in numbers:
        body = {"query": _SEARCH, "variables": {"number": number}}
        (await gateway.post("/graphql", json=body, headers=headers)).raise_for_status()


async def show(showing: Showing, made: ReadyMade, token: str) -> None:
    """Run one operation and print what came of it. Raises ConfigInvalid where it gave no data."""
    before = await _tally(showing)
    response = await showing.gateway.post(
        "/graphql",
        json={"query": made.document, "variables": dict(made.variables)},
        headers={"authorization": f"Bearer {token}", "accept": "application/graphql-response+json"},
    )
    after = await _tally(showing)
    answer = orjson.loads(response.content)
    console = showing.console
    console.print()
    console.rule(f"[bold]{made.persona}[/bold] · {made.question}", align="left")
    document = Syntax(made.document.strip(), "graphql", theme="ansi_dark", background_color="default")
    console.print(document, soft_wrap=True)
    took = f"answered in {response.elapsed.total_seconds() * _MILLIS:.0f} ms"
    shown = _readable(answer, console.width - _FRAME)
    console.print(Panel(shown, title=took, title_align="left", border_style="dim"))
    stamps = answer.get("extensions", {}).get("freshness", [])
    cost = _cost(before, after, {stamp["source"]: stamp for stamp in stamps})
    console.print(cost if cost.row_count else "[dim]no system was asked[/dim]")
    if answer.get("data") is None:
        raise ConfigInvalid(f"the demo's operation for {made.persona} was refused: {answer.get('errors')}")


def _readable(answer: Mapping[str, object], width: int) -> Syntax:
    """Data and errors as JSON, with the end left out where that is longer than a screen."""
    told = {name: answer[name] for name in ("data", "errors") if name in answer}
    lines = compact(told, width).splitlines()
    if len(lines) > _LONGEST_ANSWER:
        left_out = len(lines) - _LONGEST_ANSWER
        lines = [*lines[:_LONGEST_ANSWER], f"… and {left_out} lines more"]
    return Syntax("\n".join(lines), "json", theme="ansi_dark", background_color="default")


def _cost(before: Tally, after: Tally, sources: Mapping[str, Stamp]) -> Table:
    """One row for each system that was asked: what it cost, and how fresh its part is."""
    table = Table(box=None, pad_edge=False)
    table.add_column("system")
    for heading in ("batch reads", "upstream calls", "ms"):
        table.add_column(heading, justify="right")
    for heading in ("state", "as of"):
        table.add_column(heading)
    for system in sorted(after.reads):
        reads = after.reads[system] - before.reads.get(system, 0)
        if reads:
            calls = after.calls.get(system, 0) - before.calls.get(system, 0)
            spent = after.seconds[system] - before.seconds.get(system, 0)
            stamp = sources.get(system, {})
            state, as_of = stamp.get("state") or "", stamp.get("asOf") or ""
            table.add_row(system, f"{reads:.0f}", str(calls), f"{spent * _MILLIS:.0f}", state, as_of)
    return table


async def _tally(showing: Showing) -> Tally:
    metrics = await showing.gateway.get("/metrics")
    counters = await showing.control.get("/_sim/counters")
    reads: dict[str, float] = {}
    seconds: dict[str, float] = {}
    for family in text_string_to_metric_families(metrics.text):
        for sample in family.samples:
            if sample.name == f"{_HISTOGRAM}_count":
                _add(reads, sample.labels["instance"], sample.value)
            if sample.name == f"{_HISTOGRAM}_sum":
                _add(seconds, sample.labels["instance"], sample.value)
    calls = {system: counted["calls"] for system, counted in counters.json().items()}
    return Tally(reads=reads, seconds=seconds, calls=calls)


def _add(sums: dict[str, float], instance: str, value: float) -> None:
    sums[instance] = sums.get(instance, 0.0) + value
