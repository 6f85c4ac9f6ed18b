"""The modal in which whoever gave a token reads how the writing goes"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("request", sa.Column("token_view", sa.String(length=32), nullable=True))


def downgrade() -> None:
    op.drop_column("request", "token_view")
