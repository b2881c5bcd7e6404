"""docs/brokers.md: its file is right and shows every key, and what it says of defaults is so."""

import re
from pathlib import Path

import yaml

from domain.events.cloud import MEDIA_TYPE
from gateway.brokers.publishing import BROKER_GAP, HOLD
from gateway.brokers.taking import TOO_LARGE
from gateway.settings.brokers.feeds import IncomingSettings, OutgoingSettings
from gateway.settings.brokers.servers import BrokerKind
from gateway.settings.instance_file import InstanceFile, load_instance_file
from gateway.wiring.systems import known_adapters
from tests.docs.pages import block, text

PAGE = "docs/brokers.md"
SECRET = "whsec_d21zLWVhc3QtZGVtby1zZWNyZXQ="


def loaded(folder: Path) -> InstanceFile:
    document = block(PAGE, "yaml")
    file = folder / "ordergraph.yaml"
    file.write_text(document, encoding="utf-8")
    names = re.findall(r"\$\{(\w+)\}", document)
    return load_instance_file(file, known_adapters(), dict.fromkeys(names, SECRET))


def test_its_file_is_right(tmp_path: Path) -> None:
    brokers = loaded(tmp_path).brokers
    servers = [feed.server for feed in brokers.incoming.values()]
    servers += [feed.server for feed in brokers.outgoing.values()]
    assert {server.kind for server in servers} == set(BrokerKind)
    assert all(server.secure for server in servers)
    assert brokers.fed() == {"wms_east"}


def test_it_shows_every_key_and_says_which_are_defaults(tmp_path: Path) -> None:
    shown = yaml.safe_load(block(PAGE, "yaml"))["brokers"]
    assert set(shown["incoming"]["floor"]) == set(IncomingSettings.model_fields)
    keys = set().union(*shown["outgoing"].values())
    assert keys | {"stream"} == set(OutgoingSettings.model_fields)
    floor = loaded(tmp_path).brokers.incoming["floor"].settings
    for name in ("group", "declare", "at_once", "body_bytes"):
        assert getattr(floor, name) == IncomingSettings.model_fields[name].default, name
    assert shown["outgoing"]["analytics"]["prefix"] == OutgoingSettings.model_fields["prefix"].default


def test_it_names_what_there_is() -> None:
    page = " ".join(text(PAGE).split())
    for word in (BROKER_GAP, TOO_LARGE, MEDIA_TYPE, "Nats-Msg-Id", f"{HOLD.seconds} seconds"):
        assert word in page, word
