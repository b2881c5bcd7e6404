from hypothesis import given
from hypothesis import strategies as st

from gateway.brokers.topics import routing_key, token, topic


def test_topics_are_named_by_family() -> None:
    assert topic("ordergraph", "purchase_order") == "ordergraph.purchase_order"


def test_a_key_is_one_token_of_a_subject_of_nats() -> None:
    assert token("order:SO-1") == "order:SO-1"
    assert token("sku:AX 1.5@EAST") == "sku:AX%201%2E5@EAST"


@given(st.text(min_size=1, max_size=400))
def test_no_key_breaks_a_subject_or_a_routing_key(subject: str) -> None:
    assert not set(token(subject)) & set(". *>\t\r\n\0")
    assert token(subject)
    assert 0 < len(routing_key(subject).encode()) <= 255


@given(st.sets(st.text(min_size=1, max_size=300), min_size=2, max_size=4))
def test_keys_that_differ_stay_different(subjects: set[str]) -> None:
    plain = {each for each in subjects if "\0" not in each and each.isprintable()}
    assert len({token(each) for each in plain}) == len(plain)
