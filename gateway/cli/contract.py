"""`ordergraph contract`: write what is published, or check that it is whole, current and keeps its word."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from gateway.contract.breaks import DECLARED
from gateway.contract.checked import Account, account
from gateway.contract.event_pages import FOLDER, SCHEMAS, event_files
from gateway.contract.released import SCHEMA_FILE
from gateway.contract.scoped_schema import SCOPED_FILE, scoped_schema


def contract_files(schema: str, version: str) -> Mapping[Path, str]:
    """Every file that is published, by its path under the repository's root."""
    events = {FOLDER / path: text for path, text in event_files(version).items()}
    return {SCHEMA_FILE: schema, SCOPED_FILE: scoped_schema(schema), **events}


def write_contract(console: Console, root: Path, files: Mapping[Path, str]) -> None:
    """Write what has changed, and remove schemas of event types that are gone."""
    gone = [path for path in _schemas(root) if path not in files]
    changed = [path for path, text in files.items() if _replaced(root / path, text)]
    for path in gone:
        (root / path).unlink()
    for path in changed:
        console.print(f"{path} is written", markup=False, soft_wrap=True)
    for path in gone:
        console.print(f"{path} is removed", markup=False, soft_wrap=True)
    if not changed and not gone:
        console.print("The contract is up to date")


def check_contract(
    console: Console, root: Path, files: Mapping[Path, str], schema: str, since: str | None = None
) -> bool:
    """Tell all that is wrong. True where nothing is."""
    found = account(root, files, schema, since)
    _tell(console, "is not what the code gives: run `make schema`", map(str, found.stale))
    left = [str(path) for path in _schemas(root) if path not in files]
    _tell(console, "belongs to no type: run `make schema`", left)
    _tell(console, "", found.prose)
    _tell(console, f"This breaks what {found.since} promised; say why in {DECLARED}", found.unexplained)
    _tell(console, f"No such break since {found.since or 'a release'}; take it out of {DECLARED}", found.idle)
    console.print(_summary(found), style="dim")
    return found.good and not left


def _summary(found: Account) -> str:
    if not found.since:
        return "No release yet: nothing to compare the contract with"
    return f"Compared with {found.since}"


def _tell(console: Console, why: str, what: Iterable[str]) -> None:
    for each in what:
        reason = f" [dim]{escape(why)}[/]" if why else ""
        console.print(f"[red]{escape(each)}[/]{reason}", soft_wrap=True)


def _replaced(file: Path, text: str) -> bool:
    if file.exists() and file.read_text(encoding="utf-8") == text:
        return False
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return True


def _schemas(root: Path) -> list[Path]:
    return sorted(path.relative_to(root) for path in (root / FOLDER / SCHEMAS).glob("*.json"))
