"""A delivery → its raw copy → checked records → the lake; what is faulty → quarantine; what is unusual → a person."""
