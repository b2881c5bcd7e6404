"""docs/authority.md: its rules are right, and it tells of every part and every fact that can be narrowed."""

from pathlib import Path

import yaml

from domain.authority import OF_PLACES, Belonging, Fact
from domain.folds.order_parts import PARTS
from gateway.demo.instance_file import LINKS, instance_file
from gateway.settings.instance_file import load_instance_file
from gateway.wiring.systems import known_adapters
from simulators.simulation import SYSTEMS
from tests.docs.pages import block, text

PAGE = "docs/authority.md"


def test_its_rules_say_what_the_page_says_of_them(tmp_path: Path) -> None:
    document = yaml.safe_load(instance_file({name: f"http://{name}.test" for name in (*SYSTEMS, "issuer")}))
    document["instances"]["erp_new"] = document["instances"]["erp"]
    (tmp_path / LINKS).write_text("kind,instance,value,ours\n", encoding="utf-8")
    file = tmp_path / "ordergraph.yaml"
    file.write_text(yaml.safe_dump(document | yaml.safe_load(block(PAGE, "yaml"))), encoding="utf-8")
    authority = load_instance_file(file, known_adapters(), {}).authority
    moved = [Belonging(business_unit="1200"), Belonging(frozenset({"WEST"}), "1100")]
    for told in (*moved, Belonging(frozenset({"EAST"}), "1100")):
        owners = ("erp_new", "erp") if told in moved else ("erp", "erp_new")
        assert authority.choice(Fact.ORDER, {"erp": told}).instances == owners
    assert authority.choice(Fact.ORDER_HOLDS, {}).instances == ("erp",)
    assert authority.believed(Fact.STOCK_PHYSICAL, "WEST") == ("wms_west",)


def test_it_tells_of_every_fact_that_can_be_narrowed_and_of_every_part() -> None:
    page = text(PAGE)
    assert [fact for fact in (*PARTS, *(OF_PLACES - set(PARTS))) if f"`{fact}`" not in page] == []
