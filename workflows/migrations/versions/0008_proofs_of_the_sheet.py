"""Proofs of the sheet"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sheet_proof",
        sa.Column("sheet", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("failed", sa.JSON(), nullable=False),
        sa.Column("loses", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("sheet"),
    )


def downgrade() -> None:
    op.drop_table("sheet_proof")
