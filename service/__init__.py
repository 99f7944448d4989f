"""What runs: duties and flags, the weekly list, and the command line that makes them."""
