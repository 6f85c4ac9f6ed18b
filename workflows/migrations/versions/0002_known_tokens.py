"""Known tokens are found by their fingerprint; an open slug is held whatever its case"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

HAS_FORMER = sa.text("CAST(former_fingerprints AS TEXT) <> '[]'")
# Version 0.1.0 let two open requests hold slugs that differ in case only: of those, the first alone changes.
FOLD = """
UPDATE store SET open_slug = LOWER(open_slug) WHERE open_slug <> LOWER(open_slug) AND NOT EXISTS (
    SELECT 1 FROM store AS other
    WHERE LOWER(other.open_slug) = LOWER(store.open_slug) AND other.id <> store.id
    AND (other.id < store.id OR other.open_slug = LOWER(store.open_slug))
)
"""


def upgrade() -> None:
    op.create_index("request_by_token", "request", ["token_fingerprint"])
    op.create_index("request_with_former", "request", ["number"], sqlite_where=HAS_FORMER, postgresql_where=HAS_FORMER)
    op.create_index("store_by_token", "store", ["found_fingerprint"])
    op.execute(FOLD)


def downgrade() -> None:
    op.execute("UPDATE store SET open_slug = slug WHERE open_slug IS NOT NULL")
    op.drop_index("store_by_token", "store")
    op.drop_index("request_with_former", "request")
    op.drop_index("request_by_token", "request")
