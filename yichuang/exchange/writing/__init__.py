"""Writing rows as files in the formats that deliveries come in."""
