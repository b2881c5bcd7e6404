"""What the simulated systems can be told at their start."""

import argparse
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from simulators.clock import parse_iso
from simulators.serving.limits import DEFAULT_RATES, Rate
from simulators.world.world import LARGEST, SMALLEST

DEFAULT_START = "2026-03-02T08:00:00Z"


class Options(NamedTuple):
    """How to run. `start` in epoch seconds; `ports` is the first of seven, 0 for free ones."""

    seed: int = 7
    size: int = 2000
    start: int = parse_iso(DEFAULT_START)
    speed: float = 0.0
    host: str = "127.0.0.1"
    ports: int = 0
    webhooks: str | None = None
    links: Path | None = None
    rates: dict[str, Rate] = DEFAULT_RATES


def parse(arguments: Sequence[str] | None = None) -> Options:
    """Read the command line; ends the process with a message for what can't be."""
    parser = argparse.ArgumentParser(prog="simulators", description=__doc__)
    parser.add_argument("--seed", type=int, default=7, help="the same seed gives the same world")
    parser.add_argument("--size", type=int, default=2000, help=f"past orders, {SMALLEST} to {LARGEST}")
    parser.add_argument(
        "--start", default=DEFAULT_START, help="where the clock starts: an ISO instant, or now"
    )
    parser.add_argument("--speed", type=float, default=0.0, help="simulated seconds in a real one")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--ports", type=int, default=0, help="the first of seven ports; 0 takes free ones")
    parser.add_argument("--webhooks", help="URL to push to; each system adds its name")
    parser.add_argument("--links", type=Path, help="file for the declared cross-reference table (CSV)")
    parser.add_argument(
        "--rate", action="append", default=[], metavar="SYSTEM=PER_SECOND/BURST|SYSTEM=none", type=_rate
    )
    given = parser.parse_args(arguments)
    try:
        start = int(time.time()) if given.start == "now" else parse_iso(given.start)
    except ValueError as error:
        parser.error(f"--start: {error}")
    changed = {**DEFAULT_RATES, **dict(given.rate)}
    return Options(
        seed=given.seed,
        size=given.size,
        start=start,
        speed=given.speed,
        host=given.host,
        ports=given.ports,
        webhooks=given.webhooks,
        links=given.links,
        rates={system: rate for system, rate in changed.items() if rate is not None},
    )


def _rate(text: str) -> tuple[str, Rate | None]:
    system, _, limit = text.partition("=")
    if system not in DEFAULT_RATES:
        raise argparse.ArgumentTypeError(f"{system!r} is none of {', '.join(DEFAULT_RATES)}")
    if limit == "none":
        return system, None
    per_second, _, burst = limit.partition("/")
    try:
        return system, Rate(float(per_second), int(burst or per_second))
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is not SYSTEM=PER_SECOND/BURST") from error
