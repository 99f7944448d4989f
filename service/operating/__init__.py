"""Keeping it running: doctor, backup and restore, bundles, users."""
