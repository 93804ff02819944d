"""The settings that a program under ``@hydra.main`` gets when it is run to be compared."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrate.verify.project.hydra import Settings, composed, create, merge, resolved


def write(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_the_defaults_list(tmp_path: Path) -> None:
    conf = write(
        tmp_path,
        {
            "config.yaml": "defaults:\n  - train: fast\n  - _self_\n  - override hydra/launcher: joblib\n"
            "name: sales\ntrain:\n  rounds: 5\n",
            "train/fast.yaml": "rounds: 1\nrate: 0.5\n",
        },
    )
    found = composed(conf, "config")
    assert found == {"name": "sales", "train": {"rounds": 5, "rate": 0.5}}
    assert found.train.rate == 0.5


def test_without_its_own_place_a_file_wins_over_its_defaults(tmp_path: Path) -> None:
    conf = write(tmp_path, {"config.yaml": "defaults:\n  - base\na: 1\n", "base.yaml": "a: 2\nb: 2\n"})
    assert composed(conf, "config") == {"a": 1, "b": 2}


def test_references(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SALES_STAGE", "test")
    settings = create(
        "name: sales\nrun: ${name}-${oc.env:SALES_STAGE}\nsame: ${deep.list}\ndeep: {list: [1, 2]}\n"
        "default: ${oc.env:SALES_NONE, x}\nunknown: ${now:%Y}\n"
    )
    assert resolved(settings) == {
        "name": "sales",
        "run": "sales-test",
        "same": [1, 2],
        "deep": {"list": [1, 2]},
        "default": "x",
        "unknown": "${now:%Y}",
    }


def test_a_reference_to_itself_ends() -> None:
    assert isinstance(resolved(Settings(a="${b}", b="${a}"))["a"], str)


def test_merging() -> None:
    assert merge(Settings(a={"x": 1}), Settings(a={"y": 2})) == {"a": {"x": 1, "y": 2}}
