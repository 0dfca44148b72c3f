"""The room `reports` as Django knows it."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """Registers the room under its short label and loads the series: a broken file stops the start and says where."""

    name = "yichuang.reports"
    label = "reports"

    def ready(self) -> None:
        from yichuang.reports.queries.series import series_files

        series_files()
