"""Exception cases as the graph shows them: pages, and what a case touches."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.cases.impact import Impact, union
from domain.cases.work import CaseFilter, CasePage, CasePosition, position
from domain.exceptions import ExceptionCase, Severity
from domain.partners import Principal
from domain.ports.reading import Outcomes
from domain.search.case_cursors import written
from resolvers.batched import values_of
from resolvers.builds.pages import Counted, Edge, page_info


@dataclass(frozen=True, slots=True)
class Payload:
    """What a mutation changed."""

    exception: ExceptionCase


def connection(page: CasePage, wanted: CaseFilter, after: CasePosition | None) -> Counted[ExceptionCase]:
    """The page under its filter."""
    edges = [Edge(written(position(case), wanted), case) for case in page.cases]
    info = page_info(edges, more=page.more, after=after)
    return Counted(edges=edges, page_info=info, total_count=page.total)


def code(case: ExceptionCase) -> str:
    """What is not right, as a stable word."""
    return case.finding.code


def severity(case: ExceptionCase) -> Severity:
    """How soon somebody should look."""
    return case.finding.severity


def owner(case: ExceptionCase) -> str | None:
    """Who works on it; nobody yet is None."""
    return case.owner or None


def resolution(case: ExceptionCase) -> str | None:
    """The note that closed it; None while it is open."""
    return case.resolution or None


def systems(case: ExceptionCase) -> Sequence[str]:
    """Instances that say so."""
    return case.finding.systems


def subjects(case: ExceptionCase) -> Sequence[str]:
    """Entity keys, newest first."""
    return case.finding.subjects


def detail(case: ExceptionCase) -> str:
    """One sentence."""
    return case.finding.detail


def evidence(case: ExceptionCase) -> Sequence[str]:
    """References, newest first."""
    return case.finding.evidence


def subjects_to_follow(case: ExceptionCase, _: Principal) -> Sequence[str]:
    """Keys: every subject that the case keeps."""
    return case.finding.subjects


def impact(case: ExceptionCase, found: Outcomes[str, Impact], _: Principal) -> Impact:
    """What all of its subjects touch together."""
    return union(values_of(found, case.finding.subjects))
