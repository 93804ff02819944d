"""A browser for the tests of the HTML report: the system's Chromium, driven by Playwright, without any network."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Dialog, Error, Page, Request, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
MISSING = "no Chromium is installed (make browser)"


@contextmanager
def chromium() -> Iterator[Browser]:
    """The system's Chromium. Without one the tests are skipped, but not where they must run."""
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        if os.environ.get("CI"):
            pytest.fail(MISSING)
        pytest.skip(MISSING)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@dataclass
class Watched:
    """A page, with what it complained of and what it asked for."""

    page: Page
    address: str
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def on_console(self, message: ConsoleMessage) -> None:
        self.complaints.append(f"{message.type}: {message.text}")

    def on_error(self, error: Error) -> None:
        self.complaints.append(str(error))

    def on_dialog(self, dialog: Dialog) -> None:
        self.complaints.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def on_request(self, request: Request) -> None:
        if request.url.partition("#")[0] != self.address and not request.url.startswith("blob:"):
            self.requests.append(request.url)

    def go(self, view: str) -> None:
        self.page.goto(f"{self.address}#{view}")
        self.page.locator("main h2").first.wait_for()


@contextmanager
def opened(
    browser: Browser, file: Path, *, dark: bool = False, width: int = 1440, height: int = 950
) -> Iterator[Watched]:
    """The report in a window of its own."""
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light", accept_downloads=True
    )
    page = context.new_page()
    page.set_default_timeout(15_000)
    watched = Watched(page, file.as_uri())
    page.on("console", watched.on_console)
    page.on("pageerror", watched.on_error)
    page.on("dialog", watched.on_dialog)
    page.on("request", watched.on_request)
    watched.go("overview")
    yield watched
    context.close()
