"""Watching: drift against the same school weeks a year earlier."""
