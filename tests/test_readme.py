"""What the README shows is what the tool does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from migrate.cli import invoke

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_before_and_after_are_real() -> None:
    before, after = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    assert before in (ROOT / "v1_examples/tabular_training/pipeline.py").read_text(encoding="utf-8")
    assert after in (ROOT / "v2_output/tabular_training/pipeline.py").read_text(encoding="utf-8")


def test_the_output_of_the_demo_is_real(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    output = tmp_path / "out"
    code = invoke(
        [
            *("convert", str(ROOT / "v1_examples/tabular_training"), "-o", str(output)),
            *("--verify", "builds", "--trust-code"),
        ]
    )
    assert code == 0
    printed = capfd.readouterr().out.splitlines()
    shown = next(block for block in re.findall(r"```\n(.*?)```", README, re.DOTALL) if block.startswith("Files:"))
    expected = [line for line in shown.splitlines() if not line.startswith(("Report:", "Written to:"))]
    assert [line.rstrip() for line in printed if not line.startswith(("Report:", "Written to:"))][
        : len(expected)
    ] == expected


@pytest.mark.parametrize("target", sorted(set(re.findall(r"\]\(([^)#]+)\)", README))))
def test_links_lead_somewhere(target: str) -> None:
    assert (ROOT / target).exists()


def test_the_inventory_of_the_examples_is_real(capfd: pytest.CaptureFixture[str]) -> None:
    assert invoke(["scan", str(ROOT / "v1_examples")]) == 0
    printed = capfd.readouterr().out
    shown = re.findall(r"^```\n(Files:.*?)^```$", README, re.DOTALL | re.MULTILINE)
    assert [block for block in shown if printed.startswith(block)] == shown[1:]
    assert len(shown) == 2


def test_every_command_is_there(capfd: pytest.CaptureFixture[str]) -> None:
    invoke(["--help"])
    commands = [line.split()[0] for line in capfd.readouterr().out.split("Commands:\n")[1].splitlines()]
    table = re.findall(r"^\| `azureml-migrate ([a-z]+)", README, re.MULTILINE)
    assert sorted(table) == sorted(commands)
