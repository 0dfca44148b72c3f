"""What changes the reports: each act one transaction that checks the right first."""

from yichuang.reports.acts.archiving import archive
from yichuang.reports.acts.discarding import discard
from yichuang.reports.acts.filing import index_archive
from yichuang.reports.acts.findings import change_finding, move_finding, record_finding, withdraw_finding
from yichuang.reports.acts.folders import archive_folder
from yichuang.reports.acts.issuing import compile_issue, publish, sign, take_back
from yichuang.reports.acts.overriding import withdraw_override, write_override
from yichuang.reports.acts.pictures import add_picture, describe_picture, remove_picture
from yichuang.reports.acts.reviewing import Corrected, accept_file, dismiss_file
from yichuang.reports.acts.series import copy_series, retire_series, save_series, set_variables
from yichuang.reports.acts.stories import (
    add_story,
    adopt_story,
    change_story,
    move_story,
    return_story,
    submit_story,
    withdraw_story,
)

__all__ = [
    "Corrected",
    "accept_file",
    "add_picture",
    "add_story",
    "adopt_story",
    "archive",
    "archive_folder",
    "change_finding",
    "change_story",
    "compile_issue",
    "copy_series",
    "describe_picture",
    "discard",
    "dismiss_file",
    "index_archive",
    "move_finding",
    "move_story",
    "publish",
    "record_finding",
    "remove_picture",
    "retire_series",
    "return_story",
    "save_series",
    "set_variables",
    "sign",
    "submit_story",
    "take_back",
    "withdraw_finding",
    "withdraw_override",
    "withdraw_story",
    "write_override",
]
