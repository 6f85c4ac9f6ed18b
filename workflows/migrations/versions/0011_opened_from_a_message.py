"""Requests that were opened from a message: which one, and by whom where it was in a name of their own choice"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("request", sa.Column("opened_by", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=True))
    op.create_table(
        "asked_in",
        sa.Column("request_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("channel", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("thread", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("message", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.ForeignKeyConstraint(["request_id"], ["request.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("request_id"),
    )
    op.create_index("asked_in_thread", "asked_in", ["thread", "channel"])


def downgrade() -> None:
    op.drop_index("asked_in_thread", "asked_in")
    op.drop_table("asked_in")
    op.drop_column("request", "opened_by")
