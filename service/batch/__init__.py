"""The night: its steps as one list, its shards, its lock."""
