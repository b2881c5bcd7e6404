"""Part numbers of customers and suppliers can be looked up without knowing whose they are."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """No link that was kept before has a party in its value, so none has a number."""
    op.add_column("identifier_link", sa.Column("number", sa.String(200)))
    op.create_index("ix_identifier_link_number_kind", "identifier_link", ["number", "kind"])


def downgrade() -> None:
    """The links stay; a part number is then found with its party alone."""
    op.drop_index("ix_identifier_link_number_kind", "identifier_link")
    op.drop_column("identifier_link", "number")
