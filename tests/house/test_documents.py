"""The documents say what the code says: legal sources, settings, dependencies, words, links."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

import yichuang
from yichuang.cases.labels import ACT_WORDS, MEASURE_WORDS, STATE_WORDS
from yichuang.site import environment

PACKAGE = Path(yichuang.__file__).parent
ROOT = PACKAGE.parent
DOCS = ROOT / "docs"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md"), *PACKAGE.glob("*/README.md")])
LAWS = (
    "行政许可法",
    "优化营商环境条例",
    "个人信息保护法",
    "民法典",
    "网络安全法",
    "数据安全法",
    "密码法",
    "档案法",
    "电子签名法",
)
SPEAKING = sorted(
    path for suffix in ("py", "sql", "html", "typ") for path in PACKAGE.rglob(f"*.{suffix}")
)  # what may cite a law
_LAW_OR_ARTICLE = re.compile(
    rf"(?P<law>{'|'.join(LAWS)})|Arts?\. ?(?P<arabic>\d+(?:, \d+)*)|第(?P<chinese>[一二三四五六七八九十百]+)条"
)
_STANDARD = re.compile(r"\b(GB(?:/T)? \d+(?:\.\d)?|ISO(?:/IEC)? \d+|RFC \d+|DA/T \d+)")
_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")}


def number_of(words: str) -> int:
    """Return the number that Chinese numerals below a thousand say.

    >>> number_of("三十二"), number_of("十"), number_of("一百零五")
    (32, 10, 105)
    """
    total, pending = 0, 0
    for word in words:
        if word in ("十", "百"):
            total += (pending or 1) * (10 if word == "十" else 100)
            pending = 0
        else:
            pending = _DIGITS[word]
    return total + pending


def text_of(path: Path) -> str:
    """Return a file's text, `{NAME}` of a string constant of the module written out."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        return text
    for node in ast.parse(text).body:
        if not isinstance(node, ast.Assign):
            continue
        targets = node.targets[0].elts if isinstance(node.targets[0], ast.Tuple) else node.targets
        values = node.value.elts if isinstance(node.value, ast.Tuple) else [node.value]
        for target, value in zip(targets, values, strict=False):
            if isinstance(target, ast.Name) and isinstance(value, ast.Constant) and value.value in LAWS:
                text = text.replace(f"{{{target.id}}}", str(value.value))
    return text


def cited(text: str) -> Iterator[tuple[str, int]]:
    """Yield (law, article) for every article in a text; the law is the one named last before it, "" if none was."""
    law = ""
    for found in _LAW_OR_ARTICLE.finditer(text):
        if found["law"]:
            law = found["law"]
        elif found["arabic"]:
            yield from ((law, int(number)) for number in found["arabic"].split(", "))
        else:
            yield law, number_of(found["chinese"])


def cells(page: Path, heading: str = "") -> Iterator[list[str]]:
    """Yield the rows of the tables of a page, or of one section of it, as lists of cells; heads and rules left out."""
    current, rows = "", page.read_text(encoding="utf-8").splitlines()
    for line, following in zip(rows, [*rows[1:], ""], strict=True):
        if line.startswith("#"):
            current = line.lstrip("# ")
        if line.startswith("| ") and not following.startswith("|---") and (not heading or current == heading):
            yield [cell.strip() for cell in line.strip("|").split("|")]


IN_CODE = {citation for path in SPEAKING for citation in cited(text_of(path))}
ON_THE_PAGE = {
    (law, int(row[0].removeprefix("Art. ")))
    for law in LAWS
    for row in cells(DOCS / "sources.md", law)
    if row[0].startswith("Art. ")
}


@pytest.mark.parametrize("path", SPEAKING, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_who_cites_an_article_names_its_law(path: Path) -> None:
    assert not [article for law, article in cited(text_of(path)) if not law]


def test_every_article_in_the_code_is_in_the_list_of_sources_and_no_other() -> None:
    assert IN_CODE == ON_THE_PAGE
    assert len(IN_CODE) > 10


def test_every_standard_in_the_code_is_in_the_list_of_sources_and_no_other() -> None:
    in_code = {name for path in SPEAKING for name in _STANDARD.findall(path.read_text(encoding="utf-8"))}
    listed = {_STANDARD.match(row[0])[1] for row in cells(DOCS / "sources.md", "Standards")}
    assert in_code == listed


def test_what_the_list_of_sources_points_to_is_there_and_speaks_of_it() -> None:
    for row in cells(DOCS / "sources.md"):
        for name in re.findall(r"`([\w/.]+\.(?:py|typ))`", " ".join(row)):
            path = ROOT / name if name.startswith("tests/") else PACKAGE / name
            assert path.is_file(), name
    for law in LAWS:
        for row in cells(DOCS / "sources.md", law):
            article = int(row[0].removeprefix("Art. "))
            places = [PACKAGE / name for name in re.findall(r"`([\w/]+\.py)`", row[2])]
            assert any((law, article) in set(cited(text_of(place))) for place in places), row[0]


def test_the_page_of_settings_is_made_from_the_settings() -> None:
    assert (DOCS / "settings.md").read_text(encoding="utf-8") == environment.as_markdown()


def test_every_setting_is_read_from_the_documented_list_and_none_is_idle() -> None:
    text = (PACKAGE / "site" / "settings.py").read_text(encoding="utf-8")
    assert set(re.findall(r'\bvalue\("(\w+)"\)', text)) == {setting.name for setting in environment.SETTINGS}
    assert all(setting.meaning.endswith(".") for setting in environment.SETTINGS)


def test_nothing_but_the_list_of_settings_reads_the_environment() -> None:
    for path in PACKAGE.rglob("*.py"):
        if path.name != "environment.py":
            text = re.sub(r"os\.environ\.setdefault\(\s*\"DJANGO_SETTINGS_MODULE\"", "", path.read_text("utf-8"))
            assert "os.environ" not in text, path
            assert "getenv" not in text, path


@pytest.mark.parametrize(
    ("file", "heading"), [("requirements.in", "At run time"), ("requirements-dev.in", "For development")]
)
def test_every_direct_dependency_has_its_line_and_every_line_is_one(file: str, heading: str) -> None:
    lines = (ROOT / file).read_text(encoding="utf-8").splitlines()
    asked = {re.match(r"[\w.-]+", line)[0].lower() for line in lines if re.match(r"\w", line)}
    assert asked == {row[0].strip("`").lower() for row in cells(DOCS / "dependencies.md", heading)}


def test_the_product_imports_only_what_it_asks_for_by_name() -> None:
    asked = {row[0].strip("`").lower() for row in cells(DOCS / "dependencies.md", "At run time")}
    owners = packages_distributions()
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            modules = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module and not node.level:
                modules = [node.module]
            for module in {name.partition(".")[0] for name in modules} - sys.stdlib_module_names - {"yichuang"}:
                assert {name.lower() for name in owners[module]} & asked, f"{path} imports {module}"


def test_every_installed_package_is_locked_with_its_hash() -> None:
    for file in ("requirements.txt", "requirements-dev.txt"):
        entries = re.split(r"\n(?=\S)", (ROOT / file).read_text(encoding="utf-8").strip())
        assert all("--hash=sha256:" in entry for entry in entries if re.match(r"\w", entry)), file


def test_the_glossary_has_one_word_for_one_term() -> None:
    page = DOCS / "glossary.md"
    for heading in re.findall(r"^## (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE):
        rows = list(cells(page, heading))
        for column in (0, 1):
            words = [row[column] for row in rows]
            assert len(set(words)) == len(words), heading


@pytest.mark.parametrize("labels", [ACT_WORDS, STATE_WORDS, MEASURE_WORDS], ids=["acts", "states", "measures"])
def test_the_glossary_knows_every_word_of_the_ledger_as_the_labels_have_it(labels: dict) -> None:
    rows = list(cells(DOCS / "glossary.md"))
    for code, chinese in labels.items():
        named = [row for row in rows if f"`{type(code).__name__}.{code.name}`" in " ".join(row[2:])]
        assert [row[1] for row in named] == [chinese], f"{code!r} {chinese}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    text = re.sub(r"`[^`\n]*`", "", page.read_text(encoding="utf-8"))
    for target in re.findall(r"\]\(([^)\s]+)\)|src=\"([^\"]+)\"", text):
        link = target[0] or target[1]
        if "://" in link:
            continue
        place, _, anchor = link.partition("#")
        found = (page.parent / place).resolve() if place else page
        assert found.exists(), link
        if anchor:
            headings = re.findall(r"^#+ (.+)$", found.read_text(encoding="utf-8"), re.MULTILINE)
            assert anchor in {re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-") for heading in headings}, link


@pytest.mark.parametrize("page", [DOCS / "architecture.md", ROOT / "CONTRIBUTING.md"], ids=lambda page: page.name)
def test_files_named_on_a_page_are_there(page: Path) -> None:
    known = [str(path.relative_to(ROOT)) for path in [*PACKAGE.rglob("*"), *(ROOT / "tests").rglob("*")]]
    for name in re.findall(r"`([\w/.]+\.(?:py|sql|toml|html))`", page.read_text(encoding="utf-8")):
        assert (ROOT / name).exists() or any(path.endswith(f"/{name}") for path in known), name


def test_every_room_is_described() -> None:
    rooms = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    described = {row[0].strip("`") for row in cells(DOCS / "architecture.md", "The rooms")}
    assert described == rooms
    contract = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
    layers = [room for layer in reversed(contract[0]["layers"]) for room in layer.split(" | ")]  # `|`: siblings
    assert [row[0].strip("`") for row in cells(DOCS / "architecture.md", "The rooms")] == [*layers, "site"]


def test_no_tracked_file_names_a_registry_or_a_place_on_one_machine() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    homes = [f"{path}/" for path in (ROOT, Path.home()) if len(path.parts) > 1]
    registries = [f"{name}.org" for name in ("pypi", "pythonhosted")] + [
        f"--{word}-url" for word in ("index", "extra-index")
    ]
    for name in listed.stdout.splitlines():
        try:
            text = (ROOT / name).read_text(encoding="utf-8")
        except (UnicodeDecodeError, FileNotFoundError, IsADirectoryError):
            continue
        for word in [*homes, *registries]:
            assert word not in text, f"{name} names {word}"
