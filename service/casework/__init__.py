"""What people do with flags and youths, each act one unit of work with its audit event."""
