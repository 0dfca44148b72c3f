"""How much one request may ask or bring."""

BODY_BYTES_MAX = 256 * 1024  # of JSON
DELIVERY_BYTES_MAX = 8 * 1024**3  # of a delivery's file, unpacked
TRY_OUT_BYTES_MAX = 32 * 1024**2
AT_ONCE_ROWS_MAX = 20_000  # a longer delivery is taken in by the worker
DEPTH_MAX = 12  # objects within objects in a body
DIMENSIONS_MAX = 3
DAYS_MAX, DAYS_MAX_GROUPED = 1100, 92  # figures by day: past this an answer would be computed for seconds
FIRST_YEAR, LAST_YEAR = 1990, 2100
PARTIES_MAX = 50
FIGURES_MAX = 1000  # submitted at once; whole halls send sheets
INDICATORS_MAX = 50
