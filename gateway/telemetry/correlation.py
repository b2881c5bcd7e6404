"""Correlation: the W3C trace id that a request came with, or a new one, and on whose log lines it stands."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from random import Random

from opentelemetry.trace import (
    NonRecordingSpan,
    SpanContext,
    TraceFlags,
    format_span_id,
    format_trace_id,
    get_current_span,
    set_span_in_context,
)
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from structlog.contextvars import bind_contextvars, reset_contextvars

_W3C = TraceContextTextMapPropagator()
_PARENT = "traceparent"
_randbits = Random().getrandbits  # noqa: S311 - names of traces, which are to be rare and need not be secret
_SAMPLED = TraceFlags(TraceFlags.SAMPLED)


def incoming(headers: Mapping[str, str]) -> SpanContext:
    """Our span of the caller's trace (header names in lower case); of a new trace where there is none.

    A malformed `traceparent` counts as none, as the W3C recommendation asks.
    """
    if _PARENT not in headers:
        return _begun()
    caller = get_current_span(_W3C.extract(dict(headers))).get_span_context()
    return _span(caller.trace_id, caller.trace_flags, caller) if caller.is_valid else _begun()


def outgoing(span: SpanContext) -> dict[str, str]:
    """The headers that carry our span to the next system."""
    if not span.trace_state:
        ids = f"{format_trace_id(span.trace_id)}-{format_span_id(span.span_id)}"
        return {_PARENT: f"00-{ids}-{span.trace_flags:02x}"}
    headers: dict[str, str] = {}
    _W3C.inject(headers, set_span_in_context(NonRecordingSpan(span)))
    return headers


def correlation_id(span: SpanContext) -> str:
    """The trace id as it goes into a Demand: 32 hex digits."""
    return format_trace_id(span.trace_id)


@contextmanager
def on_log_lines(span: SpanContext) -> Iterator[None]:
    """Put trace and span on every log line of this context, tasks that it starts included."""
    bound = bind_contextvars(trace_id=format_trace_id(span.trace_id), span_id=format_span_id(span.span_id))
    try:
        yield
    finally:
        reset_contextvars(**bound)


def _begun() -> SpanContext:
    return _span(_randbits(128) or 1, _SAMPLED)


def _span(trace_id: int, flags: TraceFlags, caller: SpanContext | None = None) -> SpanContext:
    state = None if caller is None else caller.trace_state
    return SpanContext(trace_id, _randbits(64) or 1, is_remote=False, trace_flags=flags, trace_state=state)
