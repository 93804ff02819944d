"""Another Python for the v1 side: old v1 SDKs install on versions of Python that this project does not run on.

Only the isolated process runs there. It needs no package but the v1 SDK, and of ours what ``runner`` imports, which
keeps to Python 3.8.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

OLDEST = (3, 8)
"""What the isolated process runs on: audit hooks came with it. azureml-core 1.40 wants 3.6 to 3.8."""

_SDK = ("azureml.core", "azureml.pipeline.core", "azureml.pipeline.steps")
_ASK = """
import importlib.util, json, sys
def there(name):
    try:
        return importlib.util.find_spec(name) is not None
    except ImportError:
        return False
print(json.dumps({"version": sys.version_info[:2], "missing": [name for name in %r if not there(name)]}))
"""
_SECONDS = 60.0
_BESIDE = ("__init__.py", "inlaid.py", "magics.py", "run_files.py", "script_cells.py")
"""What the isolated process needs of the rest of the package."""


def missing(python: Path) -> str:
    """What keeps an interpreter from tracing v1 code; empty when nothing does."""
    try:
        answer = subprocess.run(
            [python, "-c", _ASK % (_SDK,)], capture_output=True, text=True, timeout=_SECONDS, check=True
        )
        found = json.loads(answer.stdout)
        version = tuple(found["version"])
    except (OSError, subprocess.SubprocessError, ValueError, TypeError, KeyError):
        return f"{python} is not a Python that works"
    if version < OLDEST:
        return f"{python} is Python {version[0]}.{version[1]}; {OLDEST[0]}.{OLDEST[1]} is the oldest that works"
    return f"{found['missing'][0]} is not installed for {python}" if found["missing"] else ""


def copy_package(folder: Path) -> Path:
    """Our modules alone, without what is installed beside them, which is for another Python; gives their parent."""
    ours = Path(__file__).resolve().parents[2]
    target = folder / "ours"
    for path in (*ours.glob("*.py"), *(ours / "verify").rglob("*.py"), *(ours / "project" / name for name in _BESIDE)):
        copied = target / ours.name / path.relative_to(ours)
        copied.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copied)
    return target
