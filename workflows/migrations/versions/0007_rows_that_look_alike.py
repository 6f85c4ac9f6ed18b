"""The name beside a row of the sheet that only looks like a store's"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("store", sa.Column("alike", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("store", "alike")
