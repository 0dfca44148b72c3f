"""The report as pure data: its tree, reading it, writing it down, its series' configuration. No Django, no database."""
