"""Pages that belong to no single face."""
