"""Papers that a person finishes: the protection officer's pack, and drafts to a youth or a custody holder. Nothing here is sent."""
