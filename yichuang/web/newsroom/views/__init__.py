"""The newsroom's views, a file per noun."""
