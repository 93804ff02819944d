"""One file with everything in it: the page, its style and script, and what they show as JSON.

User code reaches the page as JSON only, and the script puts it there as text: nothing of it is ever read as HTML. A
content security policy lets nothing run or load but the style and the script of ours, by their hashes.
"""

from __future__ import annotations

import base64
import hashlib
import json
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from migrate.report.html.contents import contents, file_blocks
from migrate.report.model import Report
from migrate.verify.levels import Level

_HERE = Path(__file__).parent
_SCRIPTS = ("dom", "state", "lists", "overview", "code", "reasons", "graph", "pipelines", "review", "app")
_STYLES = ("page", "code", "print")

_MEANINGS = {
    Level.PARSED: "The output is valid Python, YAML or notebook.",
    Level.CONFORMING: "Every v2 name, keyword and value exists in the installed SDK.",
    Level.BUILDS: "The pipeline builds and validates offline with the real v2 SDK.",
    Level.EQUIVALENT: "Its graph equals the one that the v1 SDK builds from the untouched source.",
    Level.RUNS: "Both run locally on sample data and write the same files.",
}


def render_html(report: Report) -> str:
    """The report as HTML. It shows code when the report holds its sources.

    The same report gives the same text; it holds no time and no path but those of the report.
    """
    style = "\n".join(_read(f"{name}.css") for name in _STYLES)
    bodies = "\n".join(_read(f"{name}.js") for name in _SCRIPTS)
    script = f'(function () {{\n"use strict";\n{bodies}\n}})();\n'
    pipelines = report.summary.pipelines
    ladder = [(level.value, getattr(pipelines, level.value), meaning) for level, meaning in _MEANINGS.items()]
    blocks = file_blocks(report)
    return _template().render(
        report=report,
        summary=report.summary,
        ladder=ladder,
        style=Markup(style),
        script=Markup(script),
        policy=_policy(style, script),
        contents=_data(contents(report, set(blocks))),
        blocks=[(number, _data(block)) for number, block in sorted(blocks.items())],
    )


@cache
def _read(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8").replace("\r\n", "\n")


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(_HERE, encoding="utf-8"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template("page.html.j2")


def _policy(style: str, script: str) -> str:
    """Nothing is loaded, nothing runs but what has these hashes; no form, no base, no frame."""
    return "; ".join(
        [
            "default-src 'none'",
            f"style-src '{_hash(style)}'",
            f"script-src '{_hash(script)}'",
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")


def _data(value: object) -> Markup:
    """JSON for a ``<script>`` element: without any character that could end it or begin a tag."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text.encode("utf-8", "backslashreplace").decode("utf-8"))
