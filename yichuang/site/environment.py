"""What an operator may set, read from the environment: the one list, from which `docs/settings.md` is made."""

from __future__ import annotations

import os
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Setting:
    """One environment variable: its name, its default as text, and what it means."""

    name: str
    default: str
    meaning: str


SETTINGS = (
    Setting(
        "YICHUANG_VAR",
        "var",
        "Data directory: embedded database, keys, seals, reports. Two directories are two installations.",
    ),
    Setting("PORT", "8000", "Port of the pages."),
    Setting("HOST", "127.0.0.1", "Address the pages listen on."),
    Setting(
        "DATABASE_URL",
        "",
        "PostgreSQL server 15 or newer, as postgresql://user:password@host:port/name; empty: the embedded one.",
    ),
    Setting(
        "DATABASE_OWNER_URL",
        "",
        "The same database for its owner (migrations). Empty: DATABASE_URL, and the program then takes the role "
        "yichuang_app for its work; with two addresses the first signs in as that role, which is stricter.",
    ),
    Setting("YICHUANG_DEBUG", "0", "1 shows errors in the browser. Never on a machine that others reach."),
    Setting("YICHUANG_HOSTS", "127.0.0.1,localhost,[::1]", "Names under which the pages answer, with commas."),
    Setting("YICHUANG_ORIGINS", "", "Origins (https://…) from which forms may be sent when a proxy stands in front."),
    Setting("YICHUANG_HTTPS", "0", "1 where people reach the pages by https only: cookies are then sent no other way."),
    Setting("YICHUANG_TIME_ZONE", "Asia/Shanghai", "The hall's time zone; local dates are counted in it."),
    Setting("YICHUANG_NUMBER_PREFIX", "", "Letters before the date in new case numbers (0-9A-Z, at most 8)."),
    Setting("YICHUANG_STATEMENT_SECONDS", "60", "After how many seconds a statement of the program is given up."),
    Setting("YICHUANG_DAY", "", "A demo's own day (YYYY-MM-DD); empty: the day that `demo load` left, or today."),
    Setting("YICHUANG_DEMO", "0.01", "Scale of the demo that `run` loads into an empty ledger; 0: none (a real hall)."),
    Setting("YICHUANG_SERIES", "", "Folder with further report series (TOML files) of this hall."),
    Setting("YICHUANG_FONTS", "", "Folders with type faces to look in before the system's, with colons."),
)  # fmt: skip

_DEFAULTS = {setting.name: setting.default for setting in SETTINGS}


def value(name: str) -> str:
    """Return the setting `name` as text: the environment's, or its default. KeyError for an undeclared name."""
    return os.environ.get(name, "") or _DEFAULTS[name]


def as_markdown() -> str:
    """Return the text of docs/settings.md."""
    rows = "\n".join(f"| `{s.name}` | {f'`{s.default}`' if s.default else ''} | {s.meaning} |" for s in SETTINGS)
    head = "# Settings\n\nRead from the environment at start. This page is made from `yichuang/site/environment.py`.\n"
    return f"{head}\n| name | default | meaning |\n|---|---|---|\n{rows}\n"
