"""What statistics writes: the lake."""

from yichuang.statistics.lake.export import export_lake

__all__ = ["export_lake"]
