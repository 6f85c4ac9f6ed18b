"""Stores from Hey Pongo: all of a brand's, those that a token sees beside them, and slugs to be corrected"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("request", sa.Column("from_pongo", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("request", sa.Column("more_stores", sa.JSON(none_as_null=True), nullable=True))
    op.add_column("pending_token", sa.Column("seen", sa.JSON(none_as_null=True), nullable=True))


def downgrade() -> None:
    op.drop_column("pending_token", "seen")
    op.drop_column("request", "more_stores")
    op.drop_column("request", "from_pongo")
