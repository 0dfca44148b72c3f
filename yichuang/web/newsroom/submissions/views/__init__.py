"""The desk's views, a file per noun."""
