"""Versions of what a request asks for, and which of them a token was pasted for"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("request", sa.Column("version", sa.Integer(), server_default="1", nullable=False))
    # 0: given before there were versions.
    op.add_column("pending_token", sa.Column("version", sa.Integer(), server_default="0", nullable=False))
    op.add_column("grant_state", sa.Column("version", sa.Integer(), server_default="0", nullable=False))


def downgrade() -> None:
    for table in ("grant_state", "pending_token", "request"):
        op.drop_column(table, "version")
