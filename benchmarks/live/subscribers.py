"""The subscribers of one server, as a process of their own that is told what to do, a line each.

    python -m benchmarks.live.subscribers HOST PORT PAYLOAD

`grow N`: until there are so many; answered with `{}`. `wait TEXT`: until everybody has had a message with it;
answered with when the first and the last had it, and how many copies came. Meanwhile pings are answered.
"""

import json
import select
import sys

from benchmarks.live.crowd import Crowd


def main(host: str, port: int, payload: dict[str, str]) -> None:
    """Do what is told until nothing more comes."""
    crowd = Crowd(host, port, payload)
    while True:
        while not select.select([sys.stdin], [], [], 0)[0]:
            crowd.idle(0.05)
        command, _, argument = sys.stdin.readline().strip().partition(" ")
        if command == "grow":
            crowd.grow(int(argument))
            _say({})
        elif command == "wait":
            _say({"waits": True})
            _say(crowd.wait(argument.encode())._asdict())
        else:
            return


def _say(told: dict[str, object]) -> None:
    print(json.dumps(told), flush=True)  # noqa: T201 - its parent reads it


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), json.loads(sys.argv[3]))
