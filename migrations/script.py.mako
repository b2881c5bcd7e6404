"""${message}."""

import sqlalchemy as sa
from alembic import op
${imports if imports else ""}
revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = ${repr(branch_labels)}
depends_on = ${repr(depends_on)}


def upgrade() -> None:
    """Go from ${down_revision} to ${up_revision}."""
    ${upgrades if upgrades else "raise RuntimeError('write the revision first')"}


def downgrade() -> None:
    """Go back."""
    ${downgrades if downgrades else "raise RuntimeError('write the revision first')"}
