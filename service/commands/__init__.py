"""One module a command, each with a `run`; loaded when called, so that `--help` answers at once."""
