"""The tables of docs/carriers.md: what becomes of every word of the SDK and of every code that it knows."""

from collections.abc import Iterable, Iterator

from adapters.carrier_karrio.carriers import CARRIERS
from adapters.carrier_karrio.mapping.corrections import CORRECTIONS, INCIDENTS
from adapters.carrier_karrio.mapping.meaning import Event, Meaning, meaning
from adapters.carrier_karrio.mapping.vocabulary import CODE_BY_REASON, CODE_OF, reason_of
from adapters.carrier_karrio.sdk.installed import lacking
from adapters.carrier_karrio.sdk.loading import load
from adapters.carrier_karrio.sdk.words import REASONS, STATUSES, Tables, Words, tables_of, words_of
from domain.errors import ConfigInvalid

_WORDS = ("SDK's status", "Milestone")
_REASON_WORDS = ("SDK's reason", "Milestone of a code that has only this", "Reason", "Fault")
_CODES = ("Codes", "SDK's word", "Milestone", "Reason", "Fault", "Why")
_ACCOUNTS = ("Carrier", "`carrier`", "`base_url`", "Credentials", "Also", "Numbers a call")

Row = tuple[str, ...]


def page() -> str:
    """All tables, of the SDK that is installed. Raises ConfigInvalid where a carrier of ours is not."""
    missing = {carrier: reason for carrier in CARRIERS if (reason := lacking(carrier))}
    for carrier, reason in missing.items():
        raise ConfigInvalid(f"'{carrier}' {reason}")
    tables = {carrier: tables_of(load(carrier).codes) for carrier in CARRIERS}
    parts = (accounts(), words(), *(codes(carrier, told) for carrier, told in tables.items()))
    return "\n".join(parts)


def accounts() -> str:
    """What the settings of each carrier are."""
    rows = (
        (each.title, name, each.server, _listed(each.needs), _listed(each.may), str(each.at_most))
        for name, each in CARRIERS.items()
    )
    return _written(_ACCOUNTS, rows)


def words() -> str:
    """The SDK's words, which all carriers share."""
    statuses = ((word, code) for word, code in CODE_OF.items())
    reasons = ((word, code, *reason_of(word)) for word, code in sorted(CODE_BY_REASON.items()))
    return f"{_written(_WORDS, statuses)}\n{_written(_REASON_WORDS, reasons)}"


def codes(carrier: str, tables: Tables) -> str:
    """One carrier's codes, those together that mean the same."""
    known = words_of(tables)
    told: dict[Row, list[str]] = {}
    for word, code in _every_code(carrier, tables):
        told.setdefault(_row(word, code, carrier, known), []).append(code or "(empty)")
    rows = ((" ".join(f"`{code}`" for code in same), *row) for row, same in told.items())
    return f"### {CARRIERS[carrier].title}\n\n{_written(_CODES, rows)}"


def _every_code(carrier: str, tables: Tables) -> Iterator[tuple[str, str]]:
    """The SDK's word and the code: of its tables as they stand, then what only we know."""
    known: set[str] = set()
    for name, mark in ((STATUSES, ""), (REASONS, "reason ")):
        for word, listed in tables.get(name, {}).items():
            some = tuple(dict.fromkeys(listed))
            known.update(some)
            yield from ((f"{mark}{word}", code) for code in some)
    yield from (("", code) for code in CORRECTIONS[carrier] if code not in known)
    yield from (("in its own field", code) for code in INCIDENTS.get(carrier, {}))


def _row(word: str, code: str, carrier: str, known: Words) -> Row:
    if word == "in its own field":
        reason, fault = reason_of(INCIDENTS[carrier][code])
        return word, "that of the event", reason, fault, "the SDK does not read it"
    told = _meaning(code, carrier, known)
    return word, told.code, told.reason, told.fault or "", told.why or _why(word, code, told, known)


def _meaning(code: str, carrier: str, known: Words) -> Meaning:
    kind = code.removeprefix("type ") if code.startswith("type ") else ""
    return meaning(carrier, Event("" if kind else code, kind=kind, text=_said(code)), known)


def _said(code: str) -> str:
    """Where the SDK reads texts, the text that the code is."""
    return code if " " in code else ""


def _why(word: str, code: str, told: Meaning, known: Words) -> str:
    """What else needs a reason."""
    if word.startswith("reason "):
        first = known.reasons.get(code, "")
        if first != word.removeprefix("reason "):
            return f"the SDK has `{first}` first"
        return "" if told.reason else "an ordinary scan has no reason, whatever else has this code"
    first = known.statuses.get(code, "")
    return f"the SDK has `{first}` first" if word and first != word else ""


def _listed(names: Iterable[str]) -> str:
    return " ".join(f"`{name}`" for name in sorted(names))


def _written(columns: Row, rows: Iterable[Row]) -> str:
    return "".join(map(_line, (columns, ("---",) * len(columns), *rows)))


def _line(cells: Row) -> str:
    escaped = (cell.replace("|", r"\|") for cell in cells)
    return f"| {' | '.join(escaped)} |\n"
