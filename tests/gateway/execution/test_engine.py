import asyncio
from collections.abc import Iterator, Mapping
from typing import cast

import pytest
from structlog.testing import capture_logs
from structlog.typing import EventDict

from domain.ports.demand import Account
from gateway.execution.answers import Answer, Outcome
from gateway.execution.engine import Engine
from gateway.execution.operations import Asker, GraphQLRequest, Operation
from resolvers.limiting.limits import Limits
from tests.gateway.tiny_graph import ASKER, Shelf, engine

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


@pytest.fixture
def logs() -> Iterator[list[EventDict]]:
    with capture_logs() as captured:
        yield captured


async def run(
    engine: Engine, text: str, *, name: str | None = None, variables: Mapping[str, object] | None = None
) -> Answer:
    operation = engine.prepare(GraphQLRequest(document=text, operation_name=name, variables=variables))
    if isinstance(operation, Answer):
        return operation
    return await engine.run(operation, Asker(principal=ASKER, correlation_id=TRACE))


async def ask(text: str, **variables: object) -> Answer:
    return await run(engine(Shelf()), text, variables=variables)


def extensions(answer: Answer) -> dict[str, object]:
    (error,) = answer.errors
    return error["extensions"]


class TestAnswers:
    async def test_what_needs_no_wait_is_answered(self) -> None:
        assert (await ask('{ hello(name: "you") }')).body() == {"data": {"hello": "hello you"}}

    async def test_what_is_read_comes_with_its_freshness(self) -> None:
        answer = await ask("query Q($sku: String!) { item(sku: $sku) { name } }", sku="AX-1")
        assert answer.body() == {
            "data": {"item": {"name": "Axle"}},
            "extensions": {
                "freshness": [
                    {
                        "source": "erp",
                        "state": "STALE",
                        "asOf": "2026-03-02T08:00:00Z",
                        "verifiedAt": "2026-03-02T08:00:01Z",
                        "fetchedAt": "2026-03-02T08:00:01Z",
                    }
                ]
            },
        }

    async def test_entities_are_resolved_for_a_router(self) -> None:
        text = "query($r: [_Any!]!) { _entities(representations: $r) { ... on Item { sku name } } }"
        answer = await ask(text, r=[{"__typename": "Item", "sku": "AX-1"}])
        assert answer.data == {"_entities": [{"sku": "AX-1", "name": "Axle"}]}

    async def test_a_mutation_runs(self) -> None:
        assert (await ask("mutation { bump(by: 1) }")).data == {"bump": 2}

    async def test_reads_get_the_callers_lane_account_trace_and_deadline(self) -> None:
        shelf = Shelf()
        await run(engine(shelf, timeout=3), '{ item(sku: "AX-1") { name } }')
        (demand,) = shelf.demands
        assert demand.lane is ASKER.lane
        assert demand.account == Account("storefront", 3)
        assert demand.correlation_id == TRACE
        assert demand.deadline == 1_003.0


class TestErrors:
    @pytest.mark.parametrize(
        ("field", "message", "expected"),
        [
            (
                "dead",
                "erp_eu does not answer",
                {"code": "BACKEND_UNAVAILABLE", "retryable": True, "backend": "erp_eu"},
            ),
            (
                "throttled",
                "slow down",
                {"code": "BACKEND_THROTTLED", "retryable": True, "backend": "tms", "retryAfter": 2},
            ),
            (
                "forbidden",
                "Query.forbidden needs the scope ops:read",
                {"code": "FIELD_NOT_GRANTED", "retryable": False},
            ),
            ("told", "as it is", {"code": "OWN_CODE"}),
        ],
    )
    async def test_an_expected_error_is_coded_beside_what_is_known(
        self, logs: list[EventDict], field: str, message: str, expected: dict[str, object]
    ) -> None:
        answer = await ask(f"{{ hello {field} }}")
        assert answer.outcome is Outcome.EXECUTED
        assert answer.data == {"hello": "hello world", field: None}
        assert answer.errors == [
            {
                "message": message,
                "locations": [{"line": 1, "column": 9}],
                "path": [field],
                "extensions": expected,
            }
        ]
        assert logs == []

    @pytest.mark.parametrize("field", ["broken", "huge"])
    async def test_a_fault_of_ours_is_logged_and_not_told(self, logs: list[EventDict], field: str) -> None:
        answer = await ask(f"{{ hello {field} }}")
        assert extensions(answer) == {"code": "INTERNAL", "retryable": False, "correlationId": TRACE}
        assert answer.errors[0]["message"].startswith("Something went wrong here")
        (line,) = logs
        assert line["event"] == "field_failed"
        assert line["path"] == [field]
        assert line["correlation_id"] == TRACE
        assert isinstance(line["exc_info"], Exception)

    async def test_null_for_the_whole_answer_is_still_an_execution(self) -> None:
        answer = await ask("{ strict }")
        assert answer.outcome is Outcome.EXECUTED
        assert answer.body()["data"] is None
        assert extensions(answer)["code"] == "BACKEND_UNAVAILABLE"

    async def test_a_null_for_an_argument_that_needs_a_value_is_the_callers_fault(
        self, logs: list[EventDict]
    ) -> None:
        text = "mutation($by: Int = 1) { bump(by: $by) }"
        assert (await ask(text)).data == {"bump": 2}
        assert extensions(await ask(text, by=None))["code"] == "BAD_INPUT"
        assert logs == []


class TestRefusals:
    @pytest.mark.parametrize(
        ("text", "code"),
        [
            ("{ hello", "GRAPHQL_PARSE_FAILED"),
            ("", "GRAPHQL_PARSE_FAILED"),
            ("{ nothing }", "GRAPHQL_VALIDATION_FAILED"),
            ("{ hello: items(skus: []) { sku } hello }", "GRAPHQL_VALIDATION_FAILED"),
            ("{ ...F } fragment F on Query { ...F }", "GRAPHQL_VALIDATION_FAILED"),
            ("query($n: String!) { hello(name: $n) }", "BAD_INPUT"),
            ("query A { hello } query B { hello }", "BAD_INPUT"),
        ],
    )
    async def test_what_cannot_run_is_coded_and_has_no_data(self, text: str, code: str) -> None:
        answer = await ask(text)
        assert answer.outcome is Outcome.INVALID
        assert "data" not in answer.body()
        assert extensions(answer)["code"] == code

    async def test_an_unknown_operation_is_named_with_those_there_are(self) -> None:
        answer = await run(engine(Shelf()), "query A { hello } query B { hello }", name="C")
        message = "operationName: the document has no operation 'C', only: A, B"
        assert [error["message"] for error in answer.errors] == [message]

    async def test_one_of_several_operations_is_run_by_name(self) -> None:
        two = 'query A { hello } query B { hello(name: "B") }'
        assert (await run(engine(Shelf()), two, name="B")).data == {"hello": "hello B"}

    @pytest.mark.parametrize(
        ("limits", "text", "variables", "limit"),
        [
            (Limits(characters=5), "{ hello }", {}, "characters"),
            (Limits(tokens=5), "{ hello hello hello hello }", {}, "tokens"),
            (Limits(), "{ a" * 300 + " }" * 300, {}, "nesting"),
            (Limits(aliases=1), "{ a: hello b: hello }", {}, "aliases"),
            (
                Limits(list_items=1),
                "query($s: [String!]!) { items(skus: $s) { sku } }",
                {"s": ["a", "b"]},
                "list_items",
            ),
        ],
    )
    async def test_what_is_too_large_is_refused_with_limit_and_measure(
        self, limits: Limits, text: str, variables: dict[str, object], limit: str
    ) -> None:
        answer = await run(engine(Shelf(), limits=limits), text, variables=variables)
        assert answer.outcome is Outcome.OVERSIZED
        told = extensions(answer)
        assert told["code"] == "LIMIT_EXCEEDED"
        assert told["limit"] == limit
        assert cast("int", told["measured"]) > cast("int", told["allowed"])


class TestTime:
    async def test_an_operation_over_its_time_is_given_up_with_its_reads(self) -> None:
        shelf = Shelf()
        shelf.wait = True
        answer = await run(engine(shelf, timeout=0.01, margin=0), '{ item(sku: "AX-1") { name } }')
        assert answer.outcome is Outcome.TIMED_OUT
        assert extensions(answer) == {"code": "OPERATION_TIMEOUT", "retryable": True}
        await asyncio.wait_for(shelf.given_up.wait(), 5)

    async def test_a_caller_that_goes_away_ends_its_operation_and_its_reads(self) -> None:
        shelf = Shelf()
        shelf.wait = True
        ours = engine(shelf)
        operation = ours.prepare(GraphQLRequest(document='{ item(sku: "AX-1") { name } }'))
        assert isinstance(operation, Operation)
        asker = Asker(principal=ASKER, correlation_id=TRACE)
        answer = await ours.run(operation, asker, gone=lambda: _after(shelf.started))
        assert answer.outcome is Outcome.ABANDONED
        await asyncio.wait_for(shelf.given_up.wait(), 5)

    async def test_a_caller_that_stays_is_not_watched_any_longer(self) -> None:
        watching = asyncio.Event()
        left = asyncio.Event()

        async def gone() -> None:
            watching.set()
            try:
                await asyncio.Event().wait()
            finally:
                left.set()

        ours = engine(Shelf())
        operation = ours.prepare(GraphQLRequest(document='{ item(sku: "AX-1") { name } }'))
        assert isinstance(operation, Operation)
        answer = await ours.run(operation, Asker(principal=ASKER, correlation_id=TRACE), gone)
        assert answer.outcome is Outcome.EXECUTED
        assert watching.is_set()
        await asyncio.wait_for(left.wait(), 5)


async def _after(event: asyncio.Event) -> None:
    await event.wait()
