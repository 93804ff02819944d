"""The pictures of the HTML report in ``docs/images``: ``python -m tests.report.html.screenshots``."""

from __future__ import annotations

import tempfile
from pathlib import Path

from playwright.sync_api import Browser

from migrate.cli import invoke
from tests.report.html.browser import chromium, opened
from tests.report.html.case import make_report

ROOT = Path(__file__).parents[3]
IMAGES = ROOT / "docs/images"


def main() -> None:
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch, chromium() as browser:
        case = make_report(Path(scratch))
        graphs = Path(scratch) / "graphs.html"
        example = str(ROOT / "v1_examples/batch_scoring")
        proof = ["--style", "yaml", "--verify", "equivalent", "--trust-code", "--report", str(graphs)]
        assert invoke(["convert", example, "-o", str(Path(scratch) / "out"), *proof]) == 0
        training = ROOT / "v2_output/tabular_training/migration-report.html"
        take(browser, case, "overview", "report-overview")
        take(browser, case, "file=look.ipynb", "report-notebook", "button.reason >> nth=-1")
        take(
            browser, training, "file=pipeline.py", "report-diff", "tr:has-text('train_step = PythonScriptStep') button"
        )
        take(browser, graphs, "pipeline=0", "report-graphs", "g.node >> nth=1")


def take(browser: Browser, file: Path, view: str, name: str, click: str = "") -> None:
    with opened(browser, file, width=1280, height=780) as watched:
        watched.go(view)
        if click:
            button = watched.page.locator(click).first
            button.click()
            button.evaluate("node => node.scrollIntoView({ block: 'center' })")
        watched.page.screenshot(path=IMAGES / f"{name}.png")


if __name__ == "__main__":
    main()
