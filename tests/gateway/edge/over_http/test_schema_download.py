"""The schema as text, for who has it."""

from graphql import build_schema

from gateway.edge.over_http.schema_download import PATH
from tests.gateway.edge.serving import Served


async def test_it_is_a_schema_and_nobody_elses_business() -> None:
    served = Served()
    async with served.client() as client:
        told = await client.get(PATH)
        assert told.status_code == 200
        assert told.headers["content-type"] == "application/graphql; charset=utf-8"
        assert told.headers["cache-control"] == "private, no-cache"
        assert "hello" in build_schema(told.text).query_type.fields  # type: ignore[union-attr]  # it has one


async def test_without_a_credential_there_is_none() -> None:
    async with Served().client() as client:
        del client.headers["authorization"]
        told = await client.get(PATH)
        assert (told.status_code, told.headers["www-authenticate"]) == (401, 'Bearer realm="ordergraph"')


async def test_it_is_switched_off_with_introspection() -> None:
    served = Served(introspection=False)
    async with served.client() as client:
        told = await client.get(PATH)
        assert told.status_code == 404
        assert "hello" not in told.text


async def test_it_is_read_and_not_written() -> None:
    served = Served()
    async with served.client() as client:
        assert (await client.post(PATH)).status_code == 405
