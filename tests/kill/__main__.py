"""The kill test: two gateways, PostgreSQL, Redis and NATS are killed at random while events come and go.

`make test-kill` runs it as CI does. At full size, which takes from ten minutes to half an hour on two cores:
`python -m tests.kill --events 100000 --kills 30 --rate 0 --minutes 60`.
"""

import argparse
import asyncio
import os
import shutil
import sys
import tempfile
import time
import traceback
from pathlib import Path

from tests.kill.fire import Outcome, Plan, under_fire
from tests.kill.house import housed
from tests.kill.patience import Patience
from tests.kill.report import report
from tests.kill.servers import Programs, programs

_JUDGING = 20.0
"""Seconds for all that comes after the last wait."""


def main() -> int:
    """Run it once; the exit code."""
    plan, keep = _asked()
    at = programs()
    if isinstance(at, str):
        _say(f"test-kill is left out: it needs {at}")
        return int(os.environ.get("CI") == "true")
    folder = Path(tempfile.mkdtemp(prefix="ordergraph-kill-"))
    folder.chmod(0o755)
    _say(f"seed {plan.seed}, logs in {folder}")
    outcome = Outcome(plan=plan)
    try:
        asyncio.run(_run(folder, at, outcome))
    except TimeoutError:
        traceback.print_exc()
    for line in report(outcome):
        _say(line)
    if outcome.is_right and not keep:
        shutil.rmtree(folder)
        return 0
    _say(f"logs are kept in {folder}")
    return int(not outcome.is_right)


async def _run(folder: Path, at: Programs, outcome: Outcome) -> None:
    end = outcome.plan.minutes * 60
    patience = Patience(time.monotonic() + end - _JUDGING, _say)
    async with asyncio.timeout(end), housed(folder, at) as house:
        await under_fire(house, outcome, patience)


def _asked() -> tuple[Plan, bool]:
    usual = Plan()
    parser = argparse.ArgumentParser(prog="python -m tests.kill", description=__doc__)
    parser.add_argument("--events", type=int, default=usual.events)
    parser.add_argument("--kills", type=int, default=usual.kills)
    parser.add_argument("--seed", type=int, default=int.from_bytes(os.urandom(3)))
    parser.add_argument(
        "--rate", type=float, default=usual.rate, help="deliveries a second; 0: as many as go"
    )
    parser.add_argument("--minutes", type=float, default=usual.minutes, help="after which it has failed")
    parser.add_argument("--keep", action="store_true", help="keep the logs of a run that went well")
    given = parser.parse_args()
    wanted = ("events", "kills", "seed", "rate", "minutes")
    return Plan(**{name: getattr(given, name) for name in wanted}), given.keep


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - the report is what it is for


if __name__ == "__main__":
    sys.exit(main())
