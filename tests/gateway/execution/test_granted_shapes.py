import pytest

from domain.errors import ConfigInvalid
from domain.partners import Grant
from domain.registry.records import Partner
from domain.shapes.words import FieldShape, PersonalShape, Shapes, TimeShape, YesNo
from gateway.execution.granted_shapes import check_shapes


def partner(*fields: FieldShape) -> Partner:
    return Partner(name="acme", grant=Grant(scopes=frozenset(), shapes=Shapes(fields=fields)))


def test_shapes_of_fields_that_have_such_are_taken() -> None:
    mail = FieldShape(field="Customer.email", personal=PersonalShape.MASKED)
    check_shapes([partner(mail), partner(FieldShape(field="Order.placedAt", time=TimeShape.DATE))])


@pytest.mark.parametrize(
    "slip",
    [
        FieldShape(field="Customer.emial", personal=PersonalShape.ABSENT),
        FieldShape(field="Customer.email", quantity=YesNo()),
        FieldShape(field="Order.status", time=TimeShape.DATE),
    ],
)
def test_a_slip_is_named_with_its_place(slip: FieldShape) -> None:
    with pytest.raises(ConfigInvalid, match=slip.field) as error:
        check_shapes([partner(slip)])
    assert error.value.place == "acme.fields"
