"""The front of the house: settings, wiring, addresses and the `yichuang` command."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    """Hands the wiring to the rooms once all of them are loaded."""

    name = "yichuang.site"
    label = "site"

    def ready(self) -> None:
        from yichuang.kit import command
        from yichuang.site import preparing, wiring

        wiring.hand_over()
        command.prepare = preparing.prepare
