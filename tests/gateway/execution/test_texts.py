from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from gateway.execution.answers import Answer, Outcome
from gateway.execution.operations import GraphQLRequest
from gateway.execution.texts import Registered, Texts
from gateway.execution.trusted import TrustedDocuments
from gateway.settings.documents import PartnerDocuments, sha256_of

HELLO, OTHER = "{ hello }", "{ __typename }"
HASH = sha256_of(HELLO)
SHOP = PartnerDocuments(by_key={"hello-1": HELLO, sha256_of(OTHER): OTHER}, only=True)
FREE = PartnerDocuments(by_key={"hello-1": HELLO})


def texts(documents: Mapping[str, PartnerDocuments] | None = None, room: int = 10_000) -> Texts:
    return Texts(TrustedDocuments(documents or {}), Registered(room))


def refused(found: str | Answer) -> tuple[Outcome, object, str]:
    assert isinstance(found, Answer)
    (error,) = found.errors
    return found.outcome, error["extensions"]["code"], found.limit


class TestPersisted:
    def test_a_hash_is_known_once_its_text_was_valid(self) -> None:
        ours = texts()
        both = GraphQLRequest(document=HELLO, sha256=HASH)
        alone = GraphQLRequest(sha256=HASH)
        assert refused(ours.of(alone, "a")) == (Outcome.INVALID, "PERSISTED_QUERY_NOT_FOUND", "")
        assert ours.of(both, "a") == HELLO
        assert refused(ours.of(alone, "a"))[1] == "PERSISTED_QUERY_NOT_FOUND"
        ours.valid(both)
        assert ours.of(alone, "a") == HELLO

    def test_clients_know_the_message_to_the_letter(self) -> None:
        for room, message in ((10_000, "PersistedQueryNotFound"), (0, "PersistedQueryNotSupported")):
            found = texts(room=room).of(GraphQLRequest(sha256=HASH), "a")
            assert isinstance(found, Answer)
            assert found.errors[0]["message"] == message

    def test_a_hash_of_something_else_is_refused_and_not_kept(self) -> None:
        ours = texts()
        found = ours.of(GraphQLRequest(document=OTHER, sha256=HASH), "a")
        assert refused(found) == (Outcome.REFUSED, "PERSISTED_QUERY_HASH_MISMATCH", "")

    def test_without_room_a_text_with_its_hash_still_runs(self) -> None:
        ours = texts(room=0)
        both = GraphQLRequest(document=HELLO, sha256=HASH)
        assert ours.of(both, "a") == HELLO
        ours.valid(both)
        assert refused(ours.of(GraphQLRequest(sha256=HASH), "a"))[1] == "PERSISTED_QUERY_NOT_SUPPORTED"

    def test_a_text_without_a_hash_is_not_kept(self) -> None:
        ours = texts()
        ours.valid(GraphQLRequest(document=HELLO))
        assert refused(ours.of(GraphQLRequest(sha256=HASH), "a"))[1] == "PERSISTED_QUERY_NOT_FOUND"

    def test_the_longest_unused_is_forgotten(self) -> None:
        registered = Registered(1_200)
        for name in ("a", "b", "c"):
            registered.put(name, name * 10)
        assert registered.get("a") == "a" * 10
        registered.put("d", "d" * 10)
        assert [registered.get(name) is not None for name in "abcd"] == [True, False, True, True]

    @given(st.lists(st.text(max_size=300), max_size=40))
    def test_the_room_is_never_exceeded(self, said: list[str]) -> None:
        registered = Registered(1_500)
        for text in said:
            registered.put(sha256_of(text), text)
        kept = [text for text in set(said) if registered.get(sha256_of(text)) is not None]
        assert sum(len(text) + 300 for text in kept) <= 1_500


class TestTrusted:
    def test_a_document_is_meant_by_its_id_or_its_hash(self) -> None:
        ours = texts({"shop": SHOP})
        assert ours.of(GraphQLRequest(document_id="hello-1"), "shop") == HELLO
        for key in (sha256_of(OTHER), f"sha256:{sha256_of(OTHER)}"):
            assert ours.of(GraphQLRequest(document_id=key), "shop") == OTHER
        assert ours.of(GraphQLRequest(sha256=sha256_of(OTHER)), "shop") == OTHER

    def test_a_key_with_its_kind_is_found_by_the_hash_alone(self) -> None:
        ours = texts({"shop": PartnerDocuments(by_key={f"sha256:{HASH}": HELLO})})
        assert ours.of(GraphQLRequest(sha256=HASH), "shop") == HELLO

    def test_an_id_of_another_partner_is_not_known(self) -> None:
        found = texts({"shop": SHOP}).of(GraphQLRequest(document_id="hello-1"), "portal")
        assert refused(found) == (Outcome.REFUSED, "DOCUMENT_NOT_FOUND", "")

    def test_where_only_these_run_nothing_else_does(self) -> None:
        ours = texts({"shop": SHOP})
        wanted = (Outcome.REFUSED, "DOCUMENT_NOT_TRUSTED", "trusted_documents")
        assert ours.of(GraphQLRequest(document=HELLO), "shop") == HELLO
        assert refused(ours.of(GraphQLRequest(document="{  hello }"), "shop")) == wanted
        ours.valid(GraphQLRequest(document="{  hello }", sha256=sha256_of("{  hello }")))
        assert refused(ours.of(GraphQLRequest(sha256=sha256_of("{  hello }")), "shop")) == wanted

    def test_where_others_run_too_they_do(self) -> None:
        assert texts({"shop": FREE}).of(GraphQLRequest(document=OTHER), "shop") == OTHER

    def test_an_entry_for_all_others_holds_for_who_has_none(self) -> None:
        ours = texts({"*": SHOP, "portal": FREE})
        assert refused(ours.of(GraphQLRequest(document="{ a }"), "somebody"))[1] == "DOCUMENT_NOT_TRUSTED"
        assert ours.of(GraphQLRequest(document="{ a }"), "portal") == "{ a }"

    def test_others_can_take_their_place(self) -> None:
        trusted = TrustedDocuments({"shop": SHOP})
        ours = Texts(trusted, Registered(0))
        trusted.take({"shop": PartnerDocuments(by_key={"new": OTHER}, only=True)})
        assert refused(ours.of(GraphQLRequest(document=HELLO), "shop"))[1] == "DOCUMENT_NOT_TRUSTED"
        assert ours.of(GraphQLRequest(document_id="new"), "shop") == OTHER
