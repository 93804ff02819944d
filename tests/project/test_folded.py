"""Commands over several lines of YAML."""

from __future__ import annotations

import pytest

from migrate.project.folded import unfolded


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("- run: >-\n    a\n    b\n  name: c\n", "- run: >-\n    a     b\n  name: c\n"),
        ("run: >  # x\r\n  a\r\n  b\r\n\r\n  c\r\nd: e\r\n", "run: >  # x\r\n  a    b\r\n\r\n  c\r\nd: e\r\n"),
        ("run: >\n  a\n    b\n  c\n", "run: >\n  a\n    b\n  c\n"),
        ("- >\n  a\n  b\n- c\n", "- >\n  a   b\n- c\n"),
        ("- run: a\n    b\n    c\n- run: d\n", "- run: a     b     c\n- run: d\n"),
    ],
)
def test_folded(text: str, joined: str) -> None:
    assert unfolded(text) == joined


@pytest.mark.parametrize(
    "text",
    [
        "run: |\n  a\n  b\n",
        "run:\n  a: b\n  c: d\n",
        "run: a\n# b\nc: d\n",
        "- run: a\n  b: c\n- d\n",
        "all: a\n\tb\n",
        "echo x > y\na\nb\n",
        "cat >\na\n",
        "run: a\n  - b\n",
    ],
)
def test_look_alikes(text: str) -> None:
    assert unfolded(text) == text
