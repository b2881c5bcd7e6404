import re

from tests.architecture.tree import texts

# Paths of one person's or one builder's machine, and hosts that packages come from: both belong to the
# machine that builds. Spelled so that this file does not trip over itself.
FOREIGN = {
    "a machine's path": re.compile(r"(?<![\w.~/:-])/(?:home|Users|root|work|opt|tmp)/\w+"),
    "a package registry": re.compile(
        r"\b(?:files[.])?(?:pypi|pythonhosted|npmjs|debian|docker|quay|ghcr)[.](?:org|com|io)\b",
        re.IGNORECASE,
    ),
}
UNFINISHED = re.compile(r"\b(?:T[O]DO|F[I]XME|X[X]X|NotImplemented[E]rror)\b")


def places(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{path}:{number}: {line.strip()}"
        for path, text in texts()
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line)
    ]


def test_texts_are_found() -> None:
    found = {str(path) for path, _ in texts()}
    assert {"Makefile", ".ci/run", "pyproject.toml", "tests/conftest.py"} <= found


def test_no_file_names_the_machine_it_was_written_on() -> None:
    assert places(FOREIGN["a machine's path"]) == []


def test_no_file_names_a_package_registry() -> None:
    assert places(FOREIGN["a package registry"]) == []


def test_nothing_is_left_unfinished() -> None:
    assert places(UNFINISHED) == []
