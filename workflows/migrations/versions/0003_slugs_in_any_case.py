"""Slugs are found whatever their case; a row whose slug only looks like a store's may be the one that is meant"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("store", sa.Column("sheet_slug", sa.Text(), nullable=True))
    op.create_index("store_by_slug_key", "store", [sa.text("lower(slug)")])


def downgrade() -> None:
    op.drop_index("store_by_slug_key", "store")
    op.drop_column("store", "sheet_slug")
