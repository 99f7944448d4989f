"""What is known about a youth on a date: records in, indicators out. No database, no web, no clock, no settings."""
