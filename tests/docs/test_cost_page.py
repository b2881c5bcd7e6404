"""docs/cost.md: its table is that of the code, and what it says of headers and refusals is what is sent."""

from collections.abc import Iterator

from gateway.quotas.state import CREDIT
from gateway.settings.limits import Limits
from resolvers.field_costs import ASKED, LENGTHS, READS
from tests.docs.pages import text

PAGE = "docs/cost.md"


def prices() -> Iterator[str]:
    for kind, fields in ASKED.items():
        for name, asked in fields.items():
            each = f"{asked.each} for each of `{asked.by}`" if asked.each else ""
            yield f"| `{kind}.{name}` | {each or asked.points} |"
    for kind, reads in READS.items():
        for read in reads:
            names = ", ".join(f"`{kind}.{name}`" for name in read.fields.split())
            yield f"| {names} | {read.points}{f', paid by the `{read.of}`' if read.of else ''} |"


def lengths() -> Iterator[str]:
    for kind, fields in ASKED.items():
        for name, asked in fields.items():
            if asked.pages:
                yield f"| `{asked.pages}` of `{kind}.{name}` | `{asked.by}`, at most {asked.most} |"
            elif asked.assumed > 1:
                yield f"| `{kind}.{name}` | {asked.assumed}{f' without `{asked.by}`' if asked.by else ''} |"
    for kind, of_kind in LENGTHS.items():
        yield from (f"| `{kind}.{name}` | {length} |" for name, length in of_kind.items())


def table(heading: str) -> list[str]:
    """The rows of the table that begins so."""
    lines = text(PAGE).splitlines()
    rows = lines[lines.index(heading) + 2 :]
    return rows[: rows.index("")]


def test_its_prices_are_those_of_the_code() -> None:
    assert table("| fields | points |") == list(prices()), "\n".join(prices())


def test_so_are_the_lengths_of_lists() -> None:
    assert table("| list | taken to be |") == list(lengths()), "\n".join(lengths())


def test_its_figures_are_those_of_the_code() -> None:
    page = " ".join(text(PAGE).split())
    assert f"- {CREDIT} points for each process" in page
    for name in ("cost", "operations_at_once", "quota_lease"):
        assert name in Limits.model_fields
        assert f"`limits.{name}`" in page
