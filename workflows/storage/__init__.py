"""Holds the tables and what is done to a database as a whole: connections, backups, keys, purge. It may import
`rules`."""
