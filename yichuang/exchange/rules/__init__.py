"""What deliveries may say and how it is checked. Pure: no Django, no database."""
