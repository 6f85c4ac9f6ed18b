"""What an approver has decided about other tokens beside a store's slug"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("store", sa.Column("decided", sa.JSON(), server_default="{}", nullable=False))


def downgrade() -> None:
    op.drop_column("store", "decided")
