"""The series' desk: which series there are, and editing one without writing its file."""
