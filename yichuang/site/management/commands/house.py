"""`yichuang house FILE`: the centre, departments and first accounts of a real hall."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser, OutputWrapper

from yichuang.kit import command
from yichuang.kit.errors import Refusal
from yichuang.site.opening import open_house


class Command(command.Command):
    """Add what of a TOML file is not there yet; once more changes nothing."""

    help = "本单位：从 TOML 文件建立中心、部门和首批账号（已有的不动）"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="opened, [centre], [[departments]], [[accounts]]")
        super().add_arguments(parser)

    def work(self, *, file: Path, **options: Any) -> dict[str, Any]:
        """Read the file and open the house."""
        try:
            content = tomllib.loads(file.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise Refusal("file_unreadable", f"文件 {file} 无法读取：{error}", field="FILE") from None
        return open_house(content)

    def show(self, record: dict[str, Any], out: OutputWrapper) -> None:
        """Say what was added, and the first passwords."""
        out.write(f"新增部门 {len(record['departments'])} 个，账号 {len(record['accounts'])} 个")
        for username, password in record["accounts"].items():
            out.write(f"  {username}  首次口令 {password}（只显示这一次，首次登录时须修改）")
