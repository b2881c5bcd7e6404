"""Correlation: the W3C trace id that a request came with, or a new one, and on whose log lines it stands."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from secrets import randbits

import structlog
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

_W3C = TraceContextTextMapPropagator()


def incoming(headers: Mapping[str, str]) -> SpanContext:
    """Our span of the caller's trace (header names in lower case); of a new trace where there is none.

    A malformed `traceparent` counts as none, as the W3C recommendation asks.
    """
    caller = get_current_span(_W3C.extract(dict(headers))).get_span_context()
    if not caller.is_valid:
        return _span(randbits(128) or 1, TraceFlags(TraceFlags.SAMPLED))
    return _span(caller.trace_id, caller.trace_flags, caller)


def outgoing(span: SpanContext) -> dict[str, str]:
    """The headers that carry our span to the next system."""
    headers: dict[str, str] = {}
    _W3C.inject(headers, set_span_in_context(NonRecordingSpan(span)))
    return headers


def correlation_id(span: SpanContext) -> str:
    """The trace id as it goes into a Demand: 32 hex digits."""
    return format_trace_id(span.trace_id)


@contextmanager
def on_log_lines(span: SpanContext) -> Iterator[None]:
    """Put trace and span on every log line of this context, tasks that it starts included."""
    ids = {"trace_id": format_trace_id(span.trace_id), "span_id": format_span_id(span.span_id)}
    with structlog.contextvars.bound_contextvars(**ids):
        yield


def _span(trace_id: int, flags: TraceFlags, caller: SpanContext | None = None) -> SpanContext:
    state = None if caller is None else caller.trace_state
    return SpanContext(trace_id, randbits(64) or 1, is_remote=False, trace_flags=flags, trace_state=state)
