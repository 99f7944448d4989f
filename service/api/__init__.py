"""JSON over HTTP: the routes of `/api/v1`."""
