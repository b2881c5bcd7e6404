"""Tables of links that are wrong: file and line of each."""

from pathlib import Path

import pytest

from tests.gateway.settings.samples import GOOD, KINDS, LINKS, SYSTEMS, Broken, problems

TABLE = {
    "no header": Broken(
        "kind,instance,value,ours\n", "", "links.csv line 1: should name the columns kind,instance,value,ours"
    ),
    "missing column": Broken(
        "item,wms_west,000077,AX-1",
        "item,wms_west,000077",
        "links.csv line 2: has 3 columns instead of 4",
    ),
    "unknown kind": Broken(
        "item,",
        "items,",
        f"links.csv line 2: 'items' is not a kind of name; did you mean 'item'? {KINDS}",
    ),
    "unknown instance": Broken(
        "location,wms_west",
        "location,wms",
        f"links.csv line 3: 'wms' is not a configured instance. {SYSTEMS}",
    ),
    "empty value": Broken("000077", " ", "links.csv line 2: value: '' cannot name a item"),
    "empty name of ours": Broken(",AX-1", ",", "links.csv line 2: ours: '' cannot name a item"),
    "quote without an end": Broken(
        "location,wms_west,W1",
        'location,wms_west,"W1',
        "links.csv line 3: is not CSV: unexpected end of data",
    ),
    "two meanings": Broken(
        "location,wms_west,W1,WEST",
        "item,wms_west,000077,AX-2",
        "links.csv line 3: item '000077' of wms_west is our 'AX-2' here, but 'AX-1' in links.csv line 2",
    ),
    "two names to ask by": Broken(
        "location,wms_west,W1,WEST",
        "item,wms_west,000078,AX-1",
        "links.csv line 3: our item 'AX-1' is to wms_west '000078' here, but '000077' in links.csv line 2",
    ),
}


@pytest.mark.parametrize("broken", TABLE.values(), ids=TABLE)
def test_a_broken_table_names_file_and_line(tmp_path: Path, broken: Broken) -> None:
    assert broken.old in LINKS
    assert problems(tmp_path, links=LINKS.replace(broken.old, broken.new, 1)) == [broken.message]


def test_a_table_in_another_encoding_is_told_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "latin.csv").write_bytes("kind,instance,value,ours\nitem,erp,Kühl,AX\n".encode("latin-1"))
    text = GOOD.replace("[links.csv]", "[latin.csv]")
    assert problems(tmp_path, text) == ["latin.csv line 2: is not UTF-8"]
