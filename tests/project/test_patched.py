"""The names of modules that tests replace."""

from __future__ import annotations

import pytest

from migrate.project.patched import patched_in


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ('@patch("a.b.C")\ndef f(): ...', [("a.b.C", 1)]),
        ('@other\n@mock.patch("a.b.C.d", x=1)\nclass F: ...', [("a.b.C.d", 2)]),
        ('def f(mocker):\n    x = (\n        mocker.patch("a.b.C"))', [("a.b.C", 2)]),
        ('with patch("a.b.C") as c, patch("a.b.D"):\n    patch("a.b.E")', [("a.b.C", 1), ("a.b.D", 1), ("a.b.E", 2)]),
        ('monkeypatch.setattr("a.b.C", 1)\nmonkeypatch.delattr("a.b.C")', [("a.b.C", 1), ("a.b.C", 2)]),
        ('from a import b as c\nmonkeypatch.setattr(c, "C", 1)', [("a.b.C", 2)]),
        ('import a.b\nwith mock.patch.object(a.b, "C"): ...', [("a.b.C", 2)]),
        ('from ..a import b\nsetattr(b, "C", 1)', [("..a.b.C", 2)]),
        ('patch.multiple("a.b", C=1, D=DEFAULT)', [("a.b.C", 1), ("a.b.D", 1)]),
    ],
)
def test_what_is_replaced(code: str, found: list[tuple[str, int]]) -> None:
    assert [(one.target, one.line) for one in patched_in(code)] == found


@pytest.mark.parametrize(
    "code",
    [
        'patch("C")',
        "patch(name)",
        'patch.dict("a.b.C", {})',
        'monkeypatch.setenv("a.b.C", "1")',
        'app.patch.route("a.b.C")',
        'b = object()\nsetattr(b, "C", 1)',
        'print("patch a.b.C")',
        'patch("a.b.C"',
    ],
)
def test_what_is_not(code: str) -> None:
    assert patched_in(code) == []
