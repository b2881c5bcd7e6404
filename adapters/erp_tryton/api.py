"""Tryton's REST interface, as an application with a key of its own.

Every read is one POST of `search_read`: a domain and the fields that are wanted, dotted through related
records, so that one call reads a whole batch with all that hangs on it. JSON-RPC could say no more and is
not used: it wants a person's session, and tells its errors under HTTP 200. REST tells them by status. What
it cannot tell is why a query is refused: an unknown model or field is a bare 400.
"""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus

import httpx
import msgspec

from adapters.transport.decode import decode
from adapters.transport.errors import refused
from adapters.transport.http import HttpTransport
from domain.errors import BackendError, BackendRefused, ImpossibleValue
from domain.instants import to_utc
from domain.ports.demand import Demand

Clause = Sequence[object]
"""A condition of Tryton's: field, operator, value; or "OR" and conditions."""

_ROWS = msgspec.json.Decoder(list[msgspec.Raw])


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """Records of one model. limit: at most so many, by id; without it, all in one reply."""

    model: str
    domain: Sequence[Clause]
    fields: Sequence[str]
    context: Mapping[str, object] = field(default_factory=dict)
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """Records of one reply, unread, and when Tryton gave them by its own clock."""

    records: list[msgspec.Raw]
    as_of: datetime | None


class TrytonApi:
    """One company of one database. Raises BackendError and nothing else."""

    def __init__(self, transport: HttpTransport, company: int, language: str) -> None:
        self.transport = transport
        self.company = company
        self._language = language

    async def search(self, query: Query, demand: Demand) -> Reply:
        """Make one call for the records of a query."""
        response = await self.transport.exchange(self._request(query), demand)
        error = refused(response, self.transport.instance, self.transport.clock.now())
        if error is not None:
            raise self._explained(error, response, query)
        return Reply(decode(_ROWS, response.content, self.transport.instance), _told_at(response))

    def _request(self, query: Query) -> httpx.Request:
        body: dict[str, object] = {"domain": query.domain, "fields_names": query.fields}
        if query.limit is not None:
            body |= {"limit": query.limit, "order": [("id", "ASC")]}
        context = {"company": self.company, "language": self._language, **query.context}
        headers = {
            "content-type": "application/json",
            "x-tryton-context": base64.urlsafe_b64encode(msgspec.json.encode(context)).decode(),
        }
        return self.transport.post(
            f"/rest/model/{query.model}/search_read", msgspec.json.encode(body), headers
        )

    def _explained(self, error: BackendError, response: httpx.Response, query: Query) -> BackendError:
        """A 400 does not say which model or field the server does not know: we say what was asked for."""
        if response.status_code != HTTPStatus.BAD_REQUEST:
            return error
        asked = f"{query.model} with {', '.join(query.fields)}"
        return BackendRefused(
            "refused the request",
            backend=self.transport.instance,
            cause=f"HTTP 400: it may lack a module that knows {asked}",
        )


def _told_at(response: httpx.Response) -> datetime | None:
    try:
        told = parsedate_to_datetime(response.headers.get("date", ""))
        return to_utc(told if told.tzinfo else told.replace(tzinfo=UTC))
    except (ValueError, ImpossibleValue):
        return None
