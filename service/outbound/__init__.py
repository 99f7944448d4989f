"""What leaves the house: flag events by ids only, to receivers that the operator named."""
