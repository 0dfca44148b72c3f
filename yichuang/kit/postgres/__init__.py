"""Django's PostgreSQL backend, with an embedded server behind it where no address is given."""
