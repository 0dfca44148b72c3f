"""How much one request may ask or bring."""

BODY_BYTES_MAX = 256 * 1024
DEPTH_MAX = 12  # objects within objects in a body
DIMENSIONS_MAX = 3
DAYS_MAX, DAYS_MAX_GROUPED = 1100, 92  # figures by day: past this an answer would be computed for seconds
FIRST_YEAR, LAST_YEAR = 1990, 2100
PARTIES_MAX = 50
