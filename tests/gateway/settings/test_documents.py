"""The section `documents`: every document is read, checked, and named where it is wrong."""

import json
from pathlib import Path

import pytest

from gateway.execution.trusted import checked_documents
from gateway.settings.documents import PartnerDocuments, sha256_of
from gateway.settings.instance_file import InstanceFile, load_instance_file
from gateway.settings.reading.problems import ConfigProblems
from tests.gateway.settings.samples import ENVIRON, GOOD, LINKS, MANIFESTS

ORDER = "query Order($number: String!) { order(number: $number) { number status } }"
STOCK = '{ stockPositions(skus: ["AX-1"]) { sellable { amount } } }'
SECTION = "documents: {acme: {files: [acme.json], only: true}}\n"


def load(folder: Path, *files: object, section: str = SECTION) -> InstanceFile:
    for name, content in zip(("acme.json", "more.json"), files, strict=False):
        text = content if isinstance(content, str) else json.dumps(content)
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "links.csv").write_text(LINKS, encoding="utf-8")
    file = folder / "ordergraph.yaml"
    file.write_text(GOOD + section, encoding="utf-8")
    return load_instance_file(file, MANIFESTS, ENVIRON, checked_documents)


def problems(folder: Path, *files: object, section: str = SECTION) -> list[str]:
    with pytest.raises(ConfigProblems) as caught:
        load(folder, *files, section=section)
    return [problem.public for problem in caught.value.problems]


def test_files_of_a_partner_are_one_map(tmp_path: Path) -> None:
    section = "documents: {acme: {files: [acme.json, more.json]}}\n"
    file = load(tmp_path, {"a": ORDER}, {"b": STOCK, "a": ORDER}, section=section)
    assert file.documents == {"acme": PartnerDocuments(by_key={"a": ORDER, "b": STOCK})}


def test_without_the_section_there_are_none(tmp_path: Path) -> None:
    assert load(tmp_path, section="").documents == {}


def test_a_hash_that_says_so_is_the_hash(tmp_path: Path) -> None:
    right = {f"sha256:{sha256_of(ORDER)}": ORDER}
    assert load(tmp_path, right).documents["acme"].by_key == right
    wrong = problems(tmp_path, {f"sha256:{sha256_of(ORDER)}": STOCK})
    assert wrong == [f"acme.json 'sha256:{sha256_of(ORDER)[:73]}': is not the SHA-256 of its document"]


@pytest.mark.parametrize(
    ("content", "complaints"),
    [
        ({"a": "{ order"}, ["acme.json 'a': Syntax Error: Expected Name, found <EOF>."]),
        (
            {"a": "{ ordr { number } }", "b": ORDER, "c": 7},
            [
                "acme.json 'a': Cannot query field 'ordr' on type 'Query'. Did you mean 'order' or 'orders'?",
                "acme.json 'c': should be a GraphQL document as a text",
            ],
        ),
        (
            {"a": "{ " + "order { number } " * 30 + "}"},
            ["acme.json 'a': The operation exceeds the limit of 20 root fields: 30 measured"],
        ),
        ({"": ORDER}, ["acme.json '': an id has 1 to 200 characters"]),
        (f'{{"a": "{STOCK[:2]}x }}", "a": "{{ y }}"}}', None),
        ("[1]", ["acme.json: should be a JSON object: for each id or hash a document"]),
        ("{", None),
        ("[" * 100_000, ["acme.json: is not JSON in UTF-8"]),
    ],
    ids=str,
)
def test_what_is_wrong_names_file_and_key(
    tmp_path: Path, content: object, complaints: list[str] | None
) -> None:
    found = problems(tmp_path, content)
    assert found == complaints or (complaints is None and all(one.startswith("acme.json") for one in found))
    assert found


def test_one_key_for_two_documents_is_told(tmp_path: Path) -> None:
    section = "documents: {acme: {files: [acme.json, more.json]}}\n"
    found = problems(tmp_path, {"a": ORDER}, {"a": STOCK}, section=section)
    assert found == ["more.json 'a': stands for another document before"]


def test_limits_of_the_file_hold_for_its_documents(tmp_path: Path) -> None:
    (tmp_path / "deep.json").write_text(json.dumps({"a": "{ order(number: 1) { lines { sku } } }"}))
    text = GOOD.replace("depth: 9", "depth: 2") + "documents: {acme: {files: [deep.json]}}\n"
    (tmp_path / "links.csv").write_text(LINKS, encoding="utf-8")
    (tmp_path / "ordergraph.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigProblems, match=r"deep\.json 'a': The operation exceeds the limit of 2 depth"):
        load_instance_file(tmp_path / "ordergraph.yaml", MANIFESTS, ENVIRON, checked_documents)


@pytest.mark.parametrize(
    ("section", "complaint"),
    [
        ("documents: {acme: {}}\n", "documents.acme.files: is missing (line 24)"),
        ("documents: {acme: {files: []}}\n", "documents.acme.files: should not be empty (line 24)"),
        (
            "documents: {acme: {files: [nowhere.json]}}\n",
            "nowhere.json: cannot be read: No such file or directory",
        ),
    ],
)
def test_a_wrong_section_names_its_place(tmp_path: Path, section: str, complaint: str) -> None:
    assert problems(tmp_path, section=section) == [complaint]
