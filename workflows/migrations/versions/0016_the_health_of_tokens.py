"""The health of tokens: what Hey Pongo says of each after its delivery, and when it ends"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_KINDS = ("refused", "other_account", "stores_lost", "unanswered", "all_refused", "other_kind", "ends", "ended")


def upgrade() -> None:
    moment, text = sqlmodel.sql.sqltypes.UTCDateTime(), sqlmodel.sql.sqltypes.AutoString
    moments = ("expires_at", "answered_at", "accepted_at", "refused_since", "unanswered_since", "since")
    op.create_table(
        "token_health",
        sa.Column("fingerprint", text(length=8), nullable=False),
        sa.Column("owner", text(length=8), nullable=True),
        sa.Column("seen", sa.JSON(), nullable=False),
        sa.Column("due_at", moment, nullable=False),
        *[sa.Column(name, moment, nullable=True) for name in moments],
        sa.Column("problem", sa.Enum(*_KINDS, name="healthproblem", native_enum=False, length=32), nullable=True),
        sa.Column("lost", sa.JSON(), nullable=False),
        sa.Column("told", text(length=32), nullable=True),
        sa.PrimaryKeyConstraint("fingerprint"),
    )


def downgrade() -> None:
    op.drop_table("token_health")
