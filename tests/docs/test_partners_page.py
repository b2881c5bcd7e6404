"""docs/partners.md: every command on it is run, in its order, and does what the page says."""

import re
import shlex
from pathlib import Path

import pytest
from graphql import parse, validate

from domain.partners import Lane, Scope
from domain.registry.records import PartnerStatus, Subject
from gateway.cli import main
from gateway.execution.engine import graph_of
from gateway.identity.api_keys import prefix_of
from gateway.settings.identity.policy_file import read_policy_file
from resolvers.schema import build_schema
from resolvers.scopes.field_scopes import FIELD_SCOPES
from tests.docs.pages import block, text

PAGE = "docs/partners.md"
ISSUERS = "identity: {issuers: {portal: {issuer: 'https://login.example.net/'}}}\n"
TAKEN = re.compile(r"^(\w+)=\$\((.*)\)$")
WITHOUT_END = re.compile(r"\$\{(\w+)%_\*\}")
LINE = re.compile(r"^ {4}((?:\w+=\$\()?ordergraph partner .*)$", re.MULTILINE)


class Shell:
    """As much of one as the page needs: `NAME=$(...)`, and `${NAME%_*}`."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys
        self.taken: dict[str, str] = {}

    def run(self, line: str) -> tuple[int, str]:
        """Exit code and what was printed."""
        taking = TAKEN.match(line)
        given = WITHOUT_END.sub(self._prefix, taking[2] if taking else line)
        with pytest.raises(SystemExit) as left:
            main(shlex.split(given)[1:])
        said = self._capsys.readouterr().out
        if taking:
            self.taken[taking[1]] = said.removesuffix("\n")
        return left.value.code if isinstance(left.value.code, int) else 0, said

    def _prefix(self, found: re.Match[str]) -> str:
        return self.taken[found[1]].rpartition("_")[0]


@pytest.fixture
def shell(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.setenv("ORDERGRAPH_DATA_DIR", str(tmp_path))
    for name in ("DATABASE_URL", "CONFIG", "REDIS", "KEY_SECRET"):
        monkeypatch.delenv(f"ORDERGRAPH_{name}", raising=False)
    Path("ordergraph.yaml").write_text(ISSUERS, encoding="utf-8")
    Path("policy.yaml").write_text(block(PAGE, "yaml"), encoding="utf-8")
    return Shell(capsys)


def test_every_command_does_what_the_page_says(shell: Shell) -> None:
    ran = LINE.findall(text(PAGE))
    codes = {line: shell.run(line) for line in ran}
    assert len(codes) == len(ran) == 19
    to_do = {line for line, (code, _) in codes.items() if code == 3}
    assert {line: code for line, (code, _) in codes.items() if code} == dict.fromkeys(to_do, 3)
    assert to_do == {"ordergraph partner apply policy.yaml --check"}
    assert all(prefix_of(key) for key in shell.taken.values())
    assert set(shell.taken) == {"KEY", "NEW"}
    said = codes["ordergraph partner key list acme"][1]
    assert shell.taken["KEY"].rpartition("_")[0] in said
    assert "Nothing to do" in codes["ordergraph partner apply policy.yaml --check --prune suspend"][1]
    audit = codes["ordergraph partner audit acme"][1]
    for kind in ("ADDED", "CHANGED", "KEY_ADDED", "KEY_REVOKED", "SUSPENDED", "RESUMED", "REMOVED"):
        assert f"acme {kind} by " in audit
    assert "ADDED by release 42" in audit


def test_the_file_means_what_its_remarks_say(shell: Shell) -> None:
    del shell
    acme, bolt = read_policy_file(Path("policy.yaml"), ("portal",), {})
    assert acme.subjects == {Subject("portal", "7f3e0c2a")}
    assert (acme.lane, bolt.status) == (Lane.PARTNER_BULK, PartnerStatus.ACTIVE)


def test_the_mutation_is_valid_and_the_fields_are_named() -> None:
    schema = graph_of(build_schema())
    assert validate(schema, parse(block(PAGE, "graphql"))) == []
    for kind, scope in (("Query", Scope.PARTNERS_READ), ("Mutation", Scope.PARTNERS_WRITE)):
        fields = {name for name, needed in FIELD_SCOPES[kind].items() if needed is scope}
        assert fields
        assert [name for name in fields if f"`{name}`" not in text(PAGE)] == []
