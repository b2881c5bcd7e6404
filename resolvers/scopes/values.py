"""Small values, whose insides are as open as the field that shows them: part of field_scopes."""

from resolvers.scopes.by_scope import OPEN, ByScope

VALUE_SCOPES: ByScope = {
    "PageInfo": {OPEN: "hasNextPage hasPreviousPage startCursor endCursor"},
    "Freshness": {OPEN: "source state asOf verifiedAt fetchedAt reason"},
    "Milestone": {
        OPEN: (
            "code classifier occurredAt recordedAt source reference line quantity location place "
            "reason fault rawCode"
        ),
    },
    "Overdue": {OPEN: "milestone dueAt owedBy location"},
    "Estimate": {OPEN: "at source toldAt classifier"},
    "Identifier": {OPEN: "kind instance value"},
    "Quantity": {OPEN: "amount unit"},
    "Money": {OPEN: "amount currency"},
}
