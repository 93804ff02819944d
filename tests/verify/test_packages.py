"""Scripts with relative imports run as ``python -m`` runs them."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrate.verify.project.running import package_of


@pytest.mark.parametrize(
    ("path", "text", "package", "home"),
    [
        ("ml/steps/train.py", "from .. import aml\n", "ml.steps", "."),
        ("ml/steps/train.py", "def build():\n    from .prepare import step\n", "ml.steps", "."),
        ("src/ml/train.py", "from .aml import connect\n", "ml", "src"),
        ("plain/train.py", "from .aml import connect\n", "plain", "."),
        ("ml/train.py", "from ml.aml import connect\n", "", "ml"),
        ("train.py", "from .aml import connect\n", "", "."),
        ("ml/train.py", "from .aml import\n", "", "ml"),
    ],
)
def test_the_package_of_a_script(tmp_path: Path, path: str, text: str, package: str, home: str) -> None:
    for folder in ("ml", "ml/steps", "src/ml"):
        (tmp_path / folder).mkdir(parents=True, exist_ok=True)
        (tmp_path / folder / "__init__.py").touch()
    (tmp_path / path).parent.mkdir(exist_ok=True)
    (tmp_path / path).write_text(text, encoding="utf-8")
    found, folder = package_of(str(tmp_path / path), str(tmp_path))
    assert found == package
    assert not package or Path(folder) == tmp_path / home
