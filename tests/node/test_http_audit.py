"""GraphQL over HTTP, as npm's graphql-http audits it. No check is exempt: docs/adr/0003."""

import json
from collections import Counter

from tests.acceptance.asking import Caller
from tests.acceptance.served import Served
from tests.node.programs import APOLLO, HERE, run
from tests.node.reports import kept, version

LEVELS = ("MUST", "SHOULD", "MAY")


async def test_every_check_passes(gateway: Served, desk: Caller) -> None:
    said = await run(APOLLO, str(HERE / "audit.mjs"), f"{gateway.url}/graphql", desk.token)
    checks = json.loads(said)
    counted = Counter(check["name"].split()[0] for check in checks)
    assert set(counted) == set(LEVELS)
    assert [(check["name"], check["reason"]) for check in checks if check["status"] != "ok"] == []
    lines = [
        f"# The audit of {version(APOLLO, 'graphql-http')} at our /graphql",
        "",
        ", ".join(f"{counted[level]} {level}" for level in LEVELS),
        "",
        *(f"{check['status']} {check['id']} {check['name']}" for check in checks),
    ]
    kept("graphql-http.txt", "\n".join(lines) + "\n")
