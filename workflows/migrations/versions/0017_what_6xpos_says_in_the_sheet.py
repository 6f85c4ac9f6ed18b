"""What 6xpos says of a restaurant in columns of its own"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("said_live", "said_products"):
        text = sqlmodel.sql.sqltypes.AutoString(length=60)
        op.add_column("store", sa.Column(name, text, server_default="", nullable=False))


def downgrade() -> None:
    op.drop_column("store", "said_products")
    op.drop_column("store", "said_live")
