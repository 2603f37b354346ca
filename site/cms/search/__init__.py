"""Search that finds Chinese words inside sentences, on SQLite and on PostgreSQL."""
