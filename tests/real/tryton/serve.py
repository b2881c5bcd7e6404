"""Serves one Tryton database over HTTP on a free local port until standard input ends.

Runs inside Tryton's own environment: `python -m tests.real.tryton.serve DATABASE`. Prints one line with the
base address once requests are answered. It is Tryton's own WSGI application under the server that its own
command uses; only the choice of the port is ours, so that no port is guessed and then lost to another.
"""

import sys
import threading

from trytond.application import app
from trytond.pool import Pool
from werkzeug.serving import make_server  # type: ignore[import-not-found]  # only where Tryton is


def main(database: str) -> None:
    """Load the database's models, listen, tell where, and stop when standard input ends."""
    Pool(database).init()
    server = make_server("127.0.0.1", 0, app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(f"http://127.0.0.1:{server.port}", flush=True)  # noqa: T201 - the caller reads it from standard output
    sys.stdin.read()
    server.shutdown()


if __name__ == "__main__":
    main(sys.argv[1])
