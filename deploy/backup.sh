#!/bin/sh
# Backs the PostgreSQL database up once a day, for as long as it runs; `sh backup.sh once`: now, and no more. Where to, and
# for how many days: BACKUPS, KEEP_DAYS. Which database: PGHOST, PGUSER, PGPASSWORD, PGDATABASE, as for PostgreSQL's own tools.
set -eu
umask 077 # readable for its owner alone: a backup holds sealed tokens, and names
once() {
  file="$BACKUPS/6xpos-$(date -u +%Y-%m-%dT%H%M%SZ).dump"
  # Under another name until it is whole: what has the right name can be restored.
  pg_dump --format=custom --no-owner --no-privileges --file="$file.part"
  pg_restore --list "$file.part" >/dev/null
  mv "$file.part" "$file"
  find "$BACKUPS" -name '6xpos-*.dump*' -mtime "+${KEEP_DAYS:-30}" -exec rm -f {} +
  echo "$file"
}
[ "${1:-}" != once ] || { once; exit; }
while :; do
  if (once); then sleep 86400; else echo "no backup was made: tried again in an hour" >&2; sleep 3600; fi
done
