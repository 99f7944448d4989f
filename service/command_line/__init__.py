"""The parts of the command line that are long enough to stand apart; what they do is in `service.commands`, loaded when asked for."""
