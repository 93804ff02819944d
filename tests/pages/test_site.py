"""The documentation site as MkDocs builds it."""

from __future__ import annotations

import html
import importlib.util
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from migrate.rules import all_rules
from migrate.v1.catalogue import catalogue
from tests.report.html.browser import chromium

ROOT = Path(__file__).parents[2]
MISSING = "mkdocs-material is not installed (the extra docs)"
_LIMIT = 300
"""Seconds."""


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The site, built once for all processes of the tests, strictly: a warning is an error."""
    if importlib.util.find_spec("material") is None or importlib.util.find_spec("mkdocs") is None:
        if os.environ.get("CI"):
            pytest.fail(MISSING)
        pytest.skip(MISSING)
    mine = tmp_path_factory.getbasetemp()
    folder = (mine if worker_id == "master" else mine.parent) / "documentation"
    done = folder / "done"
    try:
        folder.mkdir()
    except FileExistsError:
        deadline = time.monotonic() + _LIMIT
        while not done.exists() and time.monotonic() < deadline:
            time.sleep(0.2)
    else:
        built = subprocess.run(
            [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder / "site")],
            cwd=ROOT,
            env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
            capture_output=True,
            text=True,
            timeout=_LIMIT,
        )
        done.write_text(f"{built.stdout}{built.stderr}" if built.returncode else "", encoding="utf-8")
    assert done.read_text(encoding="utf-8") == ""
    return folder / "site"


def test_every_internal_link_leads_somewhere(site: Path) -> None:
    pages = {path: path.read_text(encoding="utf-8") for path in site.rglob("*.html")}
    assert dead_links({path: text for path, text in pages.items() if path.name != "404.html"}) == []


def test_dead_links_are_found(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<h1 id='x y'>")
    links = "<a href='a.html#x%20y'></a><a href='a.html#z'></a><img src='b.png'><a href='https://c.d/e'></a>"
    found = dead_links({tmp_path / "a.html": "<h1 id='x y'>", tmp_path / "f/b.html": links.replace("='", "='../", 3)})
    assert found == ["b.html: ../a.html#z", "b.html: ../b.png"]


def dead_links(pages: Mapping[Path, str]) -> list[str]:
    """The links of pages that lead to no file, or to no place in one of the pages."""
    places = {path.resolve(): set(_attributes("id", text)) for path, text in pages.items()}
    dead = []
    for path, text in pages.items():
        for link in sorted({*_attributes("href", text), *_attributes("src", text)}):
            parts = urlsplit(link)
            if parts.scheme:
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path.resolve()
            if target.is_dir():
                target /= "index.html"
            fragment = unquote(parts.fragment)
            if not target.is_file() or (fragment and fragment not in places.get(target, set())):
                dead.append(f"{path.name}: {link}")
    return dead


def _attributes(name: str, text: str) -> list[str]:
    found = re.findall(rf"<[^>]*?\s{name}=(?:\"([^\"]*)\"|'([^']*)'|([^\s>\"']+))", text)
    return [html.unescape("".join(values)) for values in found]


def test_every_rule_has_a_page(site: Path) -> None:
    assert sorted(path.stem for path in (site / "rules").glob("AML*.html")) == [rule.code for rule in all_rules()]
    index = (site / "rules/index.html").read_text(encoding="utf-8")
    assert [rule.code for rule in all_rules() if f'href="{rule.code}.html"' not in index] == []


def test_every_symbol_has_one_place(site: Path) -> None:
    pages = [path.read_text(encoding="utf-8") for path in (site / "symbols").glob("*.html")]
    found = [html.unescape(symbol) for text in pages for symbol in re.findall(r'<code id="(azureml[^"]*)"', text)]
    assert sorted(found) == sorted(catalogue().entries)


def test_nothing_is_loaded_from_elsewhere(site: Path) -> None:
    loaded = re.compile(
        r"<(?:script|img|iframe|source)\b[^>]*\ssrc=\W?(?:https?:)?//|<link\b[^>]*\shref=\W?(?:https?:)?//"
    )
    assert [path.name for path in site.rglob("*.html") if loaded.search(path.read_text(encoding="utf-8"))] == []
    styles = [
        path for path in site.rglob("*.css") if re.search(r"(url\(|@import)\W{0,3}(https?:)?//", path.read_text())
    ]
    assert styles == []


def test_the_schema_is_there_to_be_used(site: Path) -> None:
    assert json.loads((site / "report-schema.json").read_text())["title"] == "Report of azureml-migrate"


def test_the_search_finds_symbols_from_disk(site: Path) -> None:
    """Without server and network, in the browser."""
    with chromium() as browser:
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        problems: list[str] = []
        page.on("console", lambda message: problems.append(message.text))
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("request", lambda asked: None if asked.url.startswith("file:") else problems.append(asked.url))
        page.goto((site / "guides/notebooks.html").as_uri())
        field = page.locator(".md-search__input")
        for words, place in (
            ("PipelineData", "symbols/azureml.pipeline.core.html#azureml.pipeline.core.PipelineData"),
            ("Workspace.from_config", "symbols/azureml.core.html#azureml.core.Workspace.from_config"),
            ("get_default_keyvault", "symbols/azureml.core.html#azureml.core.Workspace.get_default_keyvault"),
            ("DEFAULT_CPU_IMAGE", "symbols/azureml.core.runconfig.html#azureml.core.runconfig.DEFAULT_CPU_IMAGE"),
            ("AML501", "rules/AML501.html"),
        ):
            field.fill("")
            field.press_sequentially(words)
            wanted = re.sub(r"\.html(?=#|$)", r".html?h=", place, count=1).partition("#")
            links = f'.md-search-result__link[href*="{wanted[0]}"]' + (f'[href$="#{wanted[2]}"]' if wanted[2] else "")
            page.locator(links).first.wait_for(state="attached", timeout=20_000)
        assert problems == []
