"""Storage: engine, tables, queries, migrations and search; nothing here commits."""
