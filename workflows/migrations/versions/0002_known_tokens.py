"""Known tokens are found by their fingerprint, open slugs in whatever case"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

HAS_FORMER = sa.text("CAST(former_fingerprints AS TEXT) <> '[]'")


def upgrade() -> None:
    op.create_index("request_by_token", "request", ["token_fingerprint"])
    op.create_index("request_with_former", "request", ["number"], sqlite_where=HAS_FORMER, postgresql_where=HAS_FORMER)
    op.create_index("store_by_token", "store", ["found_fingerprint"])
    op.create_index("store_by_open_slug", "store", [sa.text("lower(open_slug)")])


def downgrade() -> None:
    op.execute("UPDATE store SET open_slug = slug WHERE open_slug IS NOT NULL")
    op.drop_index("store_by_open_slug", "store")
    op.drop_index("store_by_token", "store")
    op.drop_index("request_with_former", "request")
    op.drop_index("request_by_token", "request")
