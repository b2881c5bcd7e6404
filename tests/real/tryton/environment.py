"""Makes Tryton's own Python environment from its lock, once; `make test-real` has usually made it already."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
LOCK = ROOT / "requirements" / "tryton.lock"
HOME = ROOT / ".venv-tryton"
# The same mark as the Makefile's: younger than the lock when the environment holds what the lock names.
READY = HOME / ".ready"
_INSTALL_DEADLINE_S = 300.0


def tryton_python() -> Path:
    """Return the interpreter of an environment that holds what the lock names; made when missing or old.

    Raises:
        RuntimeError: pip could not install the lock in time; its last lines are in the message.
    """
    python = HOME / "bin" / "python"
    if READY.is_file() and READY.stat().st_mtime >= LOCK.stat().st_mtime:
        return python
    what = "installing Tryton into .venv-tryton"
    run([sys.executable, "-m", "venv", "--clear", str(HOME)], deadline_s=_INSTALL_DEADLINE_S, what=what)
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    exactly = ["--require-hashes", "--only-binary", ":all:", "-r", str(LOCK)]
    run([*pip, *exactly], deadline_s=_INSTALL_DEADLINE_S, what=what)
    READY.touch()
    return python


def run(command: list[str], *, deadline_s: float, what: str, env: dict[str, str] | None = None) -> str:
    """Run one command to its end and return what it printed.

    Raises:
        RuntimeError: it failed or took longer than deadline_s seconds; the message says what was being done
            and ends with the command's last words.
    """
    try:
        done = subprocess.run(  # noqa: S603 - the command is made of our own constants
            command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=deadline_s, check=False
        )
    except subprocess.TimeoutExpired as late:
        raise RuntimeError(f"{what} took more than {deadline_s:.0f} s and was stopped") from late
    if done.returncode:
        raise RuntimeError(f"{what} failed with exit code {done.returncode}:\n{done.stderr[-2000:]}")
    return done.stdout
