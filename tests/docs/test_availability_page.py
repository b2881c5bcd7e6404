"""docs/availability.md: its rules are right, and it tells of every key, field and kind."""

from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel

from domain.availability.plans import Ask
from domain.availability.selling import Selling
from gateway.demo.instance_file import LINKS, instance_file
from gateway.settings.instance_file import load_instance_file
from gateway.settings.selling.words import SellingSection
from gateway.wiring.systems import known_adapters
from resolvers.scopes.field_scopes import FIELD_SCOPES
from simulators.simulation import SYSTEMS
from tests.docs.pages import block, inline, text

PAGE = "docs/availability.md"


def test_its_rules_are_right_and_mean_what_they_say(tmp_path: Path) -> None:
    document = yaml.safe_load(instance_file({name: f"http://{name}.test" for name in (*SYSTEMS, "issuer")}))
    (tmp_path / LINKS).write_text("kind,instance,value,ours\n", encoding="utf-8")
    (tmp_path / "daily.csv").write_text("sku,location,units\nAX-1042,EAST,3.5\n", encoding="utf-8")
    file = tmp_path / "ordergraph.yaml"
    file.write_text(yaml.safe_dump(document | yaml.safe_load(block(PAGE, "yaml"))), encoding="utf-8")
    read = load_instance_file(file, known_adapters(), {})
    selling = Selling(read.selling, tuple(read.locations))
    pools = {
        goes: [pool.name for pool in selling.route(Ask("web", "", goes)).terms("AX-1042", "EA").pools]
        for goes in ("US-NY", "US-CA", "DE", "FR")
    }
    assert pools == {"US-NY": ["atlantic", "pacific"], "US-CA": ["pacific"], "DE": ["atlantic"], "FR": []}
    assert selling.route(Ask("market")).terms("AX-1050", "EA").is_excluded
    assert not selling.route(Ask("web")).terms("AX-1050", "EA").is_excluded


def test_it_shows_every_key_of_the_section() -> None:
    shown = yaml.safe_load(block(PAGE, "yaml"))["selling"]
    assert set(shown) == set(SellingSection.model_fields)
    assert _keys(SellingSection) - set(_words(shown)) == set()


def test_it_tells_of_every_field() -> None:
    told = {word for code in inline(PAGE) for word in code.split()}
    assert set(FIELD_SCOPES["Availability"]) - told == {"sku", "freshness"}
    assert "explain" in text(PAGE)


def _keys(model: type[BaseModel]) -> set[str]:
    """Of rules, whose lists and mappings hold models."""
    found: set[str] = set()
    for field in model.model_fields.values():
        for inner in _models(field.annotation):
            found |= set(inner.model_fields) | _keys(inner)
    return found


def _models(annotation: Any) -> list[type[BaseModel]]:  # noqa: ANN401 - any annotation
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [one for part in getattr(annotation, "__args__", ()) for one in _models(part)]


def _words(shown: Any) -> list[str]:  # noqa: ANN401 - any part of a document
    if isinstance(shown, dict):
        return [word for key, value in shown.items() for word in (str(key), *_words(value))]
    if isinstance(shown, list):
        return [word for one in shown for word in _words(one)]
    return []
