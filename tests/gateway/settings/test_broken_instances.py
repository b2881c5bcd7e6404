"""Instances that are wrong, each with the exact place that its message names."""

from pathlib import Path

import pytest

from tests.gateway.settings.samples import GOOD, Broken, problems

EAST = 'wms_east: {adapter: wms_east, base_url: "http://east.example"}'
ADAPTERS = "Known: erp_sim, wms_east."

INSTANCES = {
    "unknown adapter": Broken(
        "adapter: erp_sim",
        "adapter: erp_sin",
        f"instances.erp.adapter: 'erp_sin' is not an adapter; did you mean 'erp_sim'? {ADAPTERS} (line 2)",
    ),
    "adapter like no other": Broken(
        "adapter: erp_sim",
        "adapter: quux",
        f"instances.erp.adapter: 'quux' is not an adapter. {ADAPTERS} (line 2)",
    ),
    "no adapter": Broken("adapter: erp_sim, ", "", f"instances.erp.adapter: is missing. {ADAPTERS} (line 2)"),
    "bad URL": Broken(
        "http://erp.example/api",
        "erp.example",
        "instances.erp.base_url: should be a URL such as https://host/path (line 2)",
    ),
    "URL of another kind": Broken(
        "http://erp.example/api",
        "ftp://erp.example",
        "instances.erp.base_url: should be a URL such as https://host/path (line 2)",
    ),
    "missing setting": Broken(
        ', api_key: "${ERP_API_KEY}"', "", "instances.erp.api_key: is missing (line 2)"
    ),
    "unknown key": Broken(
        "api_key:",
        "connection: 3, api_key:",
        "instances.erp.connection: 'connection' is not a key that is understood here; did you mean "
        "'connections'? Known: api_key, base_url, connections. (line 2)",
    ),
    "number out of bounds": Broken(
        "api_key:",
        "connections: 0, api_key:",
        "instances.erp.connections: should be greater than or equal to 1 (line 2)",
    ),
    "wrong type": Broken(
        "api_key:",
        "connections: many, api_key:",
        "instances.erp.connections: should be a valid integer, unable to parse string as an integer (line 2)",
    ),
    "variable that is not set": Broken(
        "${ERP_API_KEY}",
        "${ERP_KEY}",
        "instances.erp.api_key: needs the environment variable ERP_KEY, which is not set "
        "or is empty (line 2)",
    ),
    "variable that is empty": Broken(
        "${ERP_API_KEY}",
        "${EMPTY}",
        "instances.erp.api_key: needs the environment variable EMPTY, which is not set or is empty (line 2)",
    ),
    "variable without its brace": Broken(
        "${ERP_API_KEY}",
        "${ERP_API_KEY",
        "instances.erp.api_key: '${' begins an environment variable, as in ${NAME}; '$${' stands for itself "
        "(line 2)",
    ),
    "bad name": Broken(
        "names:",
        "  ERP-1: {adapter: erp_sim}\nnames:",
        "instances.ERP-1: 'ERP-1' is not an instance name (a-z, 0-9, _, 40 at most) (line 5)",
    ),
    "instance that is no mapping": Broken(
        EAST, "wms_east: [1]", "instances.wms_east: should be a mapping of keys to values (line 3)"
    ),
    "key that stands twice": Broken(
        "names:",
        f"  {EAST}\nnames:",
        "instances.wms_east: stands again in line 5 (line 3)",
    ),
}


@pytest.mark.parametrize("broken", INSTANCES.values(), ids=INSTANCES)
def test_a_broken_instance_names_the_place(tmp_path: Path, broken: Broken) -> None:
    assert broken.old in GOOD
    assert problems(tmp_path, GOOD.replace(broken.old, broken.new, 1)) == [broken.message]


def test_one_broken_instance_does_not_make_its_name_unknown_elsewhere(tmp_path: Path) -> None:
    assert len(problems(tmp_path, GOOD.replace('"http://east.example"', "nowhere"))) == 1
