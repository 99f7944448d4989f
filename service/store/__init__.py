"""The only door to the database: tables, migrations, one unit of work, and queries by aggregate."""
