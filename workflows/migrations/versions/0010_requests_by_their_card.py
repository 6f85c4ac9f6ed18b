"""Requests by the message that is their card: a reply in its thread asks whether it is one"""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("request_by_card", "request", ["card_ts"])


def downgrade() -> None:
    op.drop_index("request_by_card", "request")
