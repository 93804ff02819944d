"""The HTML report in a real browser, as a reviewer uses it."""

from __future__ import annotations

import importlib.resources
import json
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from migrate.conversion import ConvertedFile
from migrate.ledger import Ledger, Outcome
from migrate.project.python_file import read_python
from migrate.report.build import build_report
from migrate.report.html import render_html
from migrate.report.patch import changes_of
from migrate.report.sources import with_sources
from tests.report.html.browser import Watched, chromium, opened
from tests.report.html.case import HOSTILE, make_report
from tests.report.sample import use

VIEWS = {
    "overview": "overview",
    "changes": "changes",
    "checklist": "review",
    "pipeline": "pipeline=0",
    "python": "file=strange.py&use=0",
    "notebook": "file=look.ipynb",
    "new file": "file=components/train/component.yaml",
}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def file(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_report(tmp_path_factory.mktemp("case"))


@pytest.fixture
def report(browser: Browser, file: Path) -> Iterator[Watched]:
    """The report; whatever is done with it, it complains of nothing and asks for nothing."""
    with opened(browser, file) as watched:
        yield watched
        assert watched.complaints == []
        assert watched.requests == []


def violations(watched: Watched) -> list[str]:
    """What axe finds. It is evaluated, since the page itself lets no foreign script in."""
    axe = importlib.resources.files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
    watched.page.evaluate(axe + ";0")
    found: dict[str, Any] = watched.page.evaluate("axe.run()")
    return [
        f"{item['id']}: {node['target']} {node['failureSummary']}"
        for item in found["violations"]
        for node in item["nodes"]
    ]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390], ids=["wide", "phone"])
def test_axe_finds_nothing(browser: Browser, file: Path, dark: bool, width: int) -> None:
    with opened(browser, file, dark=dark, width=width) as watched:
        for name, view in VIEWS.items():
            watched.go(view)
            assert violations(watched) == [], name
            sideways = watched.page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert sideways <= 0, name
        assert watched.complaints == []


def test_the_overview_says_what_is_left_and_leads_to_it(report: Watched) -> None:
    page = report.page
    expect(page.locator(".verdict")).to_contain_text("left to a person")
    expect(page.locator(".ladder li").first).to_contain_text("parsed")
    page.locator(".tasks a", has_text="strange.py:6").click()
    expect(page.locator("main h2")).to_contain_text("strange.py")
    expect(page.locator("tr.selected")).to_contain_text("ws.no_such_thing(note)")
    expect(page.locator("#reasons")).to_contain_text("not part of the public v1 SDK")


def test_the_filter_narrows_files_and_changes(report: Watched) -> None:
    page = report.page
    page.locator("#filter-outcomes label", has_text="manual").click()
    expect(page.locator("main h2")).to_have_text("Changes that match")
    expect(page.locator(".uses .badge:not(.manual)")).to_have_count(0)
    expect(page.locator("#files a.file")).to_have_count(2)
    page.fill("#filter-file", "ipynb")
    expect(page.locator("#files a.file")).to_have_count(1)
    page.get_by_role("button", name="Clear").click()
    page.select_option("#filter-rule", "AML501")
    expect(page.locator("main section")).to_have_count(1)
    expect(page.locator("#found")).to_contain_text("1 file")
    page.get_by_role("button", name="Clear").click()
    page.fill("#filter-text", "rows = 10")
    expect(page.locator("main")).to_contain_text("Files whose code matches")
    page.fill("#filter-text", "no such text anywhere")
    expect(page.locator("main")).to_contain_text("Nothing matches.")


def test_from_the_reason_to_the_code_on_either_side_and_back(report: Watched) -> None:
    page = report.page
    report.go("file=pipeline.py")
    row = page.locator("tr", has_text="train_step = PythonScriptStep(").first
    row.locator("button.reason").click()
    reasons = page.locator("#reasons")
    expect(reasons.locator("h4").first).to_contain_text("AML501 python-script-step")
    expect(reasons.get_by_role("link", name="Official guide")).to_have_attribute("href", re.compile("^https://learn"))
    reasons.get_by_role("button", name=re.compile("^v2 line")).first.click()
    there = page.locator("tr:has(button.reason:focus)")
    expect(there).to_contain_text("train_component")
    reasons.get_by_role("button", name=re.compile("^v1 line")).first.click()
    expect(page.locator("tr:has(button.reason:focus)")).to_contain_text("train_step")
    page.keyboard.press("Escape")
    expect(reasons).to_contain_text("Select a change")
    # from the code of v2, whose line has the same reason
    page.locator("td.ins", has_text="train_component = load_component").click()
    expect(reasons.locator("h4").first).to_contain_text("AML501")


def test_what_is_unchanged_is_folded(report: Watched) -> None:
    page = report.page
    report.go("file=strange.py")
    expect(page.locator("table.diff")).not_to_contain_text("plain_5 = 5")
    page.get_by_role("button", name="7 unchanged lines").click()
    expect(page.locator("table.diff")).to_contain_text("plain_5 = 5")


def test_a_todo_has_the_reason_of_what_it_stands_above(report: Watched) -> None:
    page = report.page
    report.go("file=strange.py")
    page.locator("tr", has_text="# TODO(azureml-migrate AML003)").locator("button.reason").click()
    expect(page.locator("#reasons")).to_contain_text("not part of the public v1 SDK")


def test_a_new_file_leads_back_to_its_v1_code(report: Watched) -> None:
    page = report.page
    report.go("file=components/train/component.yaml")
    expect(page.locator("table.diff")).to_contain_text('name="Train"')
    expect(page.locator("table.diff td.ins").first).to_contain_text("$schema")
    page.locator("main a", has_text="pipeline.py:").first.click()
    expect(page.locator("tr.selected")).to_contain_text("train_step = PythonScriptStep(")


def test_a_node_of_the_graph_shows_its_code_on_both_sides(report: Watched) -> None:
    page = report.page
    report.go("pipeline=0")
    expect(page.locator("svg.graph")).to_have_count(2)
    expect(page.locator("g.node.equal")).to_have_count(6)
    expect(page.locator("path.edge.order")).to_have_count(1)
    places = [page.locator(f"svg >> nth={side} >> g.node >> nth=1 >> rect").get_attribute("y") for side in (0, 1)]
    assert places[0] == places[1]
    page.locator("g.node", has_text="Train").first.click()
    shown = page.locator("#node pre")
    expect(shown.nth(0)).to_contain_text('script_name="train.py"')
    expect(shown.nth(1)).to_contain_text("python train.py --from ${{inputs.clean}}")
    page.locator("g.node", has_text="Prepare").first.focus()
    page.keyboard.press("Enter")
    expect(shown.nth(0)).to_contain_text('script_name="prepare.py"')
    page.locator("#node a", has_text="v1 pipeline.py").click()
    expect(page.locator("tr.selected")).to_contain_text("prepare_step = PythonScriptStep(")


def test_marks_last_and_can_be_exported(report: Watched, tmp_path: Path) -> None:
    page = report.page
    report.go("review")
    first = page.locator("main input[type=checkbox]").first
    first.check()
    expect(page.locator("main [role=status]")).to_contain_text("1 of ")
    page.reload()
    expect(first).to_be_checked()
    with page.expect_download() as download:
        page.get_by_role("button", name="Export as JSON").click()
    download.value.save_as(tmp_path / "review.json")
    items = json.loads((tmp_path / "review.json").read_text())["items"]
    assert [item["reviewed"] for item in items] == [True] + [False] * (len(items) - 1)
    with page.expect_download() as download:
        page.get_by_role("button", name="Export as Markdown").click()
    download.value.save_as(tmp_path / "review.md")
    lines = (tmp_path / "review.md").read_text().splitlines()
    assert len([line for line in lines if line.startswith("- [x] ")]) == 1


def test_marks_work_where_the_browser_keeps_nothing(browser: Browser, file: Path) -> None:
    with opened(browser, file) as watched:
        watched.page.add_init_script(
            "Object.defineProperty(window, 'localStorage', { get() { throw new Error('denied'); } })"
        )
        watched.page.reload()
        watched.go("review")
        watched.page.locator("main input[type=checkbox]").first.check()
        watched.go("overview")
        watched.go("review")
        expect(watched.page.locator("main input[type=checkbox]").first).to_be_checked()
        assert watched.complaints == []


def test_the_keyboard_is_enough(report: Watched) -> None:
    page = report.page
    page.keyboard.press("n")
    expect(page.locator("main h2")).to_be_focused()
    name = page.locator("main h2").inner_text()
    page.keyboard.press("n")
    expect(page.locator("main h2")).not_to_have_text(name)
    report.go("file=strange.py")
    page.keyboard.press("j")
    expect(page.locator("tr.selected")).to_have_count(1)
    page.keyboard.press("j")
    page.keyboard.press("k")
    expect(page.locator("button.reason:focus")).to_have_count(1)
    page.locator("tr", has_text="ws.no_such_thing(note)").locator("button.reason").press("Enter")
    page.keyboard.press("r")
    expect(page.locator("#reasons input").first).to_be_checked()
    page.keyboard.press("/")
    expect(page.locator("#filter-text")).to_be_focused()
    page.keyboard.type("jjj")
    expect(page.locator("#filter-text")).to_have_value("jjj")
    expect(page.locator("#found")).to_contain_text("0 uses")
    page.locator("main").focus()
    page.keyboard.press("?")
    expect(page.locator("#help")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("o")
    expect(page.locator("main h2")).to_have_text("Overview")


def test_the_colours_follow_the_system_or_the_reader(browser: Browser, file: Path) -> None:
    def background(watched: Watched) -> str:
        return str(watched.page.evaluate("getComputedStyle(document.body).backgroundColor"))

    with opened(browser, file) as light, opened(browser, file, dark=True) as dark:
        colours = background(light), background(dark)
        assert colours[0] != colours[1]
        for watched, wanted in ((light, colours[1]), (dark, colours[0])):
            watched.page.locator("#theme").click()
            assert background(watched) == wanted
            watched.page.reload()
            assert background(watched) == wanted


def test_hostile_text_is_shown_as_text(report: Watched) -> None:
    page = report.page
    report.go("file=strange.py")
    page.get_by_role("button", name="Unfold all").click()
    expect(page.locator("table.diff")).to_contain_text(HOSTILE)
    expect(page.locator("img")).to_have_count(0)
    expect(page.locator("table.diff")).not_to_contain_text("hunter2")


def test_the_policy_of_the_page_stops_what_is_not_its_own(browser: Browser, file: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.html"
    text = file.read_text(encoding="utf-8")
    bad.write_text(
        text.replace("</body>", "<img src=x onerror=alert(1)><script>alert(2)</script></body>"), encoding="utf-8"
    )
    with opened(browser, bad) as watched:
        assert len([line for line in watched.complaints if "Content Security Policy" in line]) >= 2
        assert not [line for line in watched.complaints if line.startswith("dialog")]


def test_everything_is_on_one_page_for_paper(report: Watched) -> None:
    page = report.page
    report.go("all")
    page.emulate_media(media="print")
    expect(page.locator("main")).to_contain_text("Needs a person")
    expect(page.locator("main")).to_contain_text("train_component = load_component")
    expect(page.locator(".side")).to_be_hidden()


def test_two_thousand_files_open_at_once(browser: Browser, tmp_path: Path) -> None:
    results = []
    for number in range(2000):
        path = f"team_{number % 40}/project_{number % 7}/module_{number}.py"
        before = "".join(f"line_{line} = {number}\n" for line in range(20))
        uses = [use(line, Outcome.MANUAL if line == 7 else Outcome.CONVERTED, path=path) for line in range(1, 21)]
        results.append(
            ConvertedFile(
                read_python(path, before.encode()),
                cells={0: before.replace("line_1 ", "changed ")},
                ledger=Ledger(uses),
            )
        )
    file = tmp_path / "large.html"
    file.write_text(render_html(with_sources(build_report(results), changes_of(results))), encoding="utf-8")
    seconds = []
    with opened(browser, file) as watched:
        for _ in range(3):
            watched.page.goto("about:blank")
            begun = time.monotonic()
            watched.go("overview")
            seconds.append(time.monotonic() - begun)
        watched.go("file=team_3/project_3/module_3.py")
        expect(watched.page.locator("td.ins")).to_contain_text("changed")
        assert watched.complaints == []
    assert min(seconds) < 2, seconds
