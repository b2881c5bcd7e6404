from dataclasses import fields

from gateway.settings import limits as settings
from resolvers.limiting import limits as graph


def test_a_file_can_set_every_limit_of_an_operation_and_no_other() -> None:
    known = {field.name for field in fields(graph.Limits)}
    assert set(settings.Limits.model_fields) - set(settings.OF_REQUESTS) == known


def test_what_the_file_sets_goes_to_the_execution_and_the_rest_keeps_its_default() -> None:
    read = settings.Limits(depth=3)
    assert read.of_operation() == {"depth": 3}
    assert graph.Limits(**read.of_operation()) == graph.Limits(depth=3)
