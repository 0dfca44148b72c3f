"""The lake: cases and events as partitioned Parquet files, and a second road to every figure."""
