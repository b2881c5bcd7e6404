import configparser
import sys
from collections.abc import Iterator
from functools import cache

import grimp
import pytest

from tests.architecture.tree import APART, ROOMS, ROOT

# The domain stands on the standard library and on one library for plain, fast records.
DOMAIN_MAY_IMPORT = sys.stdlib_module_names | {"msgspec"}
SHARED_BY_ADAPTERS = frozenset(
    {"adapters.manifest", "adapters.network", "adapters.reading", "adapters.transport", "adapters.warehouse"}
)


@cache
def graph() -> grimp.ImportGraph:
    return grimp.build_graph(*ROOMS, include_external_packages=True, cache_dir=None)


def contracts() -> configparser.ConfigParser:
    config = configparser.ConfigParser()
    config.read(ROOT / ".importlinter", encoding="utf-8")
    return config


def imports_of(room: str) -> Iterator[tuple[str, str]]:
    for module in sorted({room} | graph().find_descendants(room)):
        for imported in sorted(graph().find_modules_directly_imported_by(module)):
            yield module, imported


def top_level_packages() -> set[str]:
    folders = (path for path in ROOT.iterdir() if path.is_dir() and path.name.isidentifier())
    return {path.name for path in folders if any(path.glob("*.py"))}


def adapters() -> set[str]:
    return graph().find_children("adapters") - SHARED_BY_ADAPTERS - {"adapters.registry"}


def test_every_top_level_package_is_known_here_and_to_the_contracts() -> None:
    config = contracts()
    assert top_level_packages() == {*ROOMS, *APART}
    assert set(config["importlinter"]["root_packages"].split()) == top_level_packages()


@pytest.mark.parametrize("package", [*ROOMS, *APART])
def test_every_top_level_package_stands_in_a_contract(package: str) -> None:
    config = contracts()
    rules = [config[name] for name in config.sections() if name.startswith("importlinter:contract:")]
    named = {word for rule in rules for key in rule if key != "name" for word in rule[key].split()}
    assert package in named


def test_the_domain_rests_on_the_standard_library_and_msgspec() -> None:
    allowed = DOMAIN_MAY_IMPORT | {"domain"}
    assert [
        f"{module} -> {imported}"
        for module, imported in imports_of("domain")
        if imported.split(".")[0] not in allowed
    ] == []


def test_adapters_do_not_know_each_other_nor_the_registry() -> None:
    assert adapters()
    shared = [f"{name}." for name in SHARED_BY_ADAPTERS]
    assert [
        f"{module} -> {imported}"
        for adapter in sorted(adapters())
        for module, imported in imports_of(adapter)
        if imported.startswith("adapters.") and not f"{imported}.".startswith((f"{adapter}.", *shared))
    ] == []


def test_an_adapter_says_its_kind_in_its_name() -> None:
    kinds = ("carrier_", "edi_", "erp_", "files_", "tms_", "wms_")
    assert [name for name in sorted(adapters()) if not name.removeprefix("adapters.").startswith(kinds)] == []
