"""The `yichuang` command: the operator's face over Django's management commands."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Run the command named on the command line; `yichuang help` lists all."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yichuang.site.settings")
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(["yichuang", *sys.argv[1:]])
        sys.stdout.flush()
    except BrokenPipeError:  # whoever read our output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    main()
