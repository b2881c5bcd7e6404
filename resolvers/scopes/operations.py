"""Which scope each field needs by which whoever runs the house sees how it runs: part of field_scopes."""

from domain.partners import Scope
from resolvers.scopes.by_scope import OPEN, ByScope

OPERATION_SCOPES: ByScope = {
    "Backend": {
        OPEN: "instance",
        Scope.OPS_READ: (
            "adapter kind capabilities reachable calls failures lastSuccessAt lastFailureAt lastError host "
            "hitRatio feedWatermark oldestServed"
        ),
    },
    "BackendHost": {OPEN: "host breaker budget pace lately lastSuccessAt lastFailureAt"},
    "LaneBudget": {OPEN: "lane left"},
    "RecentCalls": {OPEN: "calls failures errorRate p50 p99"},
    "ExceptionConnection": {OPEN: "edges pageInfo totalCount"},
    "ExceptionEdge": {OPEN: "cursor", Scope.OPS_READ: "node"},
    "AssignExceptionPayload": {OPEN: "exception"},
    "ResolveExceptionPayload": {OPEN: "exception"},
    "ExceptionCase": {
        OPEN: "id",
        Scope.OPS_READ: (
            "code severity state owner resolution firstSeen lastSeen count systems subjects detail "
            "evidence impact history"
        ),
    },
    "ExceptionChange": {OPEN: "at who from to note"},
    "Impact": {OPEN: "orders skus customers locations"},
    "SourceFeed": {OPEN: "source watermark lastHeardAt silent"},
}
