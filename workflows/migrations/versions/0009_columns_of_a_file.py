"""Which columns of a file were taken"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("upload", sa.Column("columns", sa.JSON(), nullable=True))


def downgrade() -> None:
    op.drop_column("upload", "columns")
