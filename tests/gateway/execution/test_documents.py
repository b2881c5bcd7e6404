import pytest

from gateway.execution import documents as documents_module
from gateway.execution.answers import Answer, Outcome
from gateway.execution.documents import Document, Documents
from gateway.execution.engine import graph_of
from resolvers.limiting.limits import Limits
from tests.gateway.tiny_graph import TINY


def documents(remembered: int = 1_000) -> Documents:
    return Documents(graph_of(TINY), Limits(), remembered=remembered)


def test_a_text_is_read_once() -> None:
    ours = documents()
    first = ours.read("{ hello }")
    assert isinstance(first, Document)
    assert ours.read("{ hello }") is first


def test_a_bad_text_is_refused_once_and_remembered() -> None:
    ours = documents()
    first = ours.read("{ nothing }")
    assert isinstance(first, Answer)
    assert first.outcome is Outcome.INVALID
    assert ours.read("{ nothing }") is first


def test_the_longest_unused_is_forgotten_when_the_room_is_full() -> None:
    ours = documents(remembered=40)
    texts = [f"{{ hello(name: {number!r}) }}".replace("'", '"') for number in ("1", "2", "3")]
    first, second = ours.read(texts[0]), ours.read(texts[1])
    assert ours.read(texts[0]) is first
    third = ours.read(texts[2])
    assert ours.read(texts[0]) is first
    assert ours.read(texts[2]) is third
    assert ours.read(texts[1]) is not second


def test_a_text_beyond_the_room_is_read_and_not_kept() -> None:
    ours = documents(remembered=5)
    assert isinstance(ours.read("{ hello }"), Document)
    assert ours.read("{ hello }") is not ours.read("{ hello }")


def test_many_small_texts_are_forgotten_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents_module, "_MOST_TEXTS", 2)
    ours = documents(remembered=100_000)
    first, second = ours.read("{ hello }"), ours.read("{hello}")
    assert ours.read("{ hello }") is first
    ours.read("{ hello  }")
    assert ours.read("{ hello }") is first
    assert ours.read("{hello}") is not second


def test_a_text_that_is_too_long_takes_no_room() -> None:
    ours = documents(remembered=30)
    kept = ours.read("{ hello }")
    answer = ours.read("{ hello }" + " " * 30_000)
    assert isinstance(answer, Answer)
    assert answer.outcome is Outcome.OVERSIZED
    assert ours.read("{ hello }") is kept


def test_operations_are_found_by_name() -> None:
    document = documents().read("query A { hello } query B { hello }")
    assert isinstance(document, Document)
    assert list(document.operations) == ["A", "B"]


def test_at_most_twenty_errors_are_told_of_one_document() -> None:
    answer = documents().read("{ items(skus: []) {" + " nothing" * 25 + "} }")
    assert isinstance(answer, Answer)
    assert len(answer.errors) == 21
    assert answer.errors[-1]["message"].startswith("Too many validation errors")
