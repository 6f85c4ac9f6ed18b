"""Which rows of the sheet are ours: a store's row that we added"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("store", sa.Column("added", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    # Not as a batch: SQLite would make the table anew, without the index on an expression.
    op.drop_column("store", "added")
