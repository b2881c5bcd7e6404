"""Each exception to a checker's rule says why it stands, next to the rule that it lifts."""

import re
import tomllib

from tests.architecture.tree import APART, ROOMS, ROOT, modules

RULE = re.compile(r'^\s+"(?P<code>[A-Z]+[0-9]*)",(?P<reason>\s+# \w.{8,})?$')
LIFTED = re.compile(r"#\s*(?P<checker>noqa|type:\s*ignore|pragma)\b(?P<rest>.*)$")
REASONED = re.compile(r"^(?::\s*[A-Z]+[0-9]+(?:,\s*[A-Z]+[0-9]+)*|\[[a-z, -]+\])\s*(?:-|#)\s*\w.{5,}$")


def ruff_exceptions() -> list[tuple[str, bool]]:
    """Read the codes under `ignore` and `per-file-ignores`, each with whether a reason follows it."""
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    section = text.partition("[tool.ruff.lint]")[2].partition("[tool.ruff.lint.pydocstyle]")[0]
    found = (RULE.match(line) for line in section.splitlines())
    return [(rule["code"], rule["reason"] is not None) for rule in found if rule]


def test_each_rule_that_ruff_skips_has_its_reason() -> None:
    lint = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["ruff"]["lint"]
    expected = [*lint["ignore"], *(code for codes in lint["per-file-ignores"].values() for code in codes)]
    assert ruff_exceptions() == [(code, True) for code in expected]


def test_each_rule_lifted_in_the_code_has_its_reason() -> None:
    lifted = [
        (f"{path}:{number}", found["rest"])
        for path in modules(*ROOMS, *APART)
        for number, line in enumerate((ROOT / path).read_text(encoding="utf-8").splitlines(), 1)
        if (found := LIFTED.search(line))
    ]
    assert [place for place, rest in lifted if not REASONED.match(rest)] == []
