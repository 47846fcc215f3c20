"""What is written about the press is what the press does."""

from __future__ import annotations

import re
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from broadsheet import cli, newspaper
from broadsheet.manuscript import ARTICLE_KEYS, EDITION_KEYS, parse_article
from broadsheet.problems import RULES
from broadsheet.render import CONTEXTS

PAGES = ("README.md", "README.zh-CN.md", "CHANGELOG.md", "docs/**/*.md")


def pages(repository: Path) -> list[Path]:
    return sorted(path for pattern in PAGES for path in repository.glob(pattern))


def tables(text: str) -> dict[str, set[str]]:
    """The names in backticks of the first column of each table, by the head of that column."""
    found: dict[str, set[str]] = {}
    head = ""
    for line in text.splitlines():
        if not line.startswith("|"):
            head = ""
            continue
        first = line.split("|")[1].strip()
        if not head:
            head = first
            found.setdefault(head, set())
        found[head].update(re.findall(r"`([a-z_]+)`", first))
    return found


@pytest.fixture(scope="module")
def authoring(repository: Path) -> dict[str, set[str]]:
    return tables((repository / "docs" / "authoring.md").read_text(encoding="utf-8"))


def test_every_key_of_a_story_is_explained_and_no_other(authoring: dict[str, set[str]]) -> None:
    assert authoring["key"] == set(ARTICLE_KEYS)


def test_every_key_of_an_edition_is_explained_and_no_other(
    authoring: dict[str, set[str]],
) -> None:
    assert authoring["key of edition.md"] == set(EDITION_KEYS)


def test_every_setting_is_explained_and_no_other(authoring: dict[str, set[str]]) -> None:
    assert authoring["key of newspaper.yaml"] == set(newspaper.KEYS)


def test_every_problem_is_listed_in_its_own_words(repository: Path) -> None:
    text = (repository / "docs" / "problems.md").read_text(encoding="utf-8")
    sections = {part.partition("\n")[0]: part for part in text.split("\n## ")[1:]}
    assert list(sections) == sorted(RULES)
    for code, rule in RULES.items():
        for words in (rule.message, rule.hint):
            assert words.replace("{{", "{").replace("}}", "}") in sections[code]
        assert f"*{rule.severity}*" in sections[code]


def test_the_story_that_is_shown_as_an_example_can_be_read(repository: Path) -> None:
    text = (repository / "docs" / "authoring.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```markdown\n(---\n.*?)```", text, re.DOTALL)
    assert parse_article(example, "01-01-x.md", ZoneInfo("Asia/Shanghai")).authors


def test_every_kind_of_template_is_named(repository: Path) -> None:
    text = (repository / "docs" / "templates.md").read_text(encoding="utf-8")
    folder = {name: name.rpartition("/")[0] for name in CONTEXTS}
    named = {name: f"{folder[name]}/" if folder[name] else Path(name).stem for name in CONTEXTS}
    assert sorted({word for word in named.values() if f"`{word}" not in text}) == []


def test_every_link_of_the_docs_leads_somewhere(repository: Path) -> None:
    for page in pages(repository):
        for link in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
            if not re.match(r"[a-z]+:|#", link):
                assert (page.parent / link.partition("#")[0]).exists(), f"{page.name}: {link}"


def test_every_command_of_the_docs_can_be_given(repository: Path) -> None:
    makefile = (repository / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    for page in pages(repository):
        text = page.read_text(encoding="utf-8")
        blocks = "\n".join(re.findall(r"```(?:sh|console|bash|shell)?\n(.*?)```", text, re.DOTALL))
        for line in blocks.splitlines():
            words = line.removeprefix("$ ").split()
            if words[:1] == ["make"]:
                assert set(words[1:2]) <= targets, f"{page.name}: {line}"
            if words[:2] in (["python", "build.py"], ["python3", "build.py"]):
                verbs = [word for word in words[2:3] if not word.startswith("-")]
                assert set(verbs) <= set(cli.VERBS), f"{page.name}: {line}"


def test_no_page_names_a_module_that_is_not_there(repository: Path) -> None:
    for page in pages(repository):
        if page.name == "CHANGELOG.md":
            continue
        for path in re.findall(
            r"`((?:broadsheet|templates|scripts|tests)/[\w./-]+)`", page.read_text()
        ):
            assert (repository / path).exists(), f"{page.name}: {path}"
