import pytest

from domain.shapes.words import Band, FieldShape, PersonalShape, Shapes, TimeShape
from resolvers.granting.idle_shapes import idle_shapes


@pytest.mark.parametrize(
    "shape",
    [
        FieldShape(field="Availability.available", quantity=Band()),
        FieldShape(field="StockPosition.onHand", quantity=Band()),
        FieldShape(field="Milestone.place", personal=PersonalShape.ABSENT),
        FieldShape(field="Shipment.delay", time=TimeShape.EXACT),
        FieldShape(field="Order.placedAt"),
    ],
)
def test_a_shape_that_acts_is_good(shape: FieldShape) -> None:
    assert list(idle_shapes(Shapes(fields=(shape,)))) == []


@pytest.mark.parametrize(
    ("shape", "told"),
    [
        (
            FieldShape(field="Milestone.plce", personal=PersonalShape.ABSENT),
            "is no field whose value has a shape",
        ),
        (FieldShape(field="Order.number", time=TimeShape.DATE), "is no field whose value has a shape"),
        (FieldShape(field="Order", time=TimeShape.DATE), "is no field whose value has a shape"),
        (FieldShape(field="Milestone.place", quantity=Band()), "has no quantity shape"),
        (FieldShape(field="Order.placedAt", personal=PersonalShape.MASKED), "has no personal shape"),
        (FieldShape(field="Customer.email", time=TimeShape.DATE), "has no time shape"),
    ],
)
def test_a_shape_that_acts_on_nothing_is_told(shape: FieldShape, told: str) -> None:
    assert list(idle_shapes(Shapes(fields=(shape,)))) == [f"{shape.field} {told}"]
