"""Building many variants of one project in a single process."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from migrate.verify.builds import BuiltPipeline

_REPOSITORY = Path(__file__).resolve().parents[3]


def build_variants(root: Path, variants: Mapping[str, Mapping[str, str]]) -> tuple[dict[str, BuiltPipeline], str]:
    """The pipeline of each variant, and what those said that could not be built.

    Args:
        root: an empty folder.
        variants: by name, the files of the project by path.
    """
    for name, files in variants.items():
        for path, content in files.items():
            target = root / "variants" / name / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content.encode())
    command = [sys.executable, "-m", "tests.verify.compare.build_all", str(root)]
    process = subprocess.run(command, cwd=_REPOSITORY, capture_output=True, text=True, timeout=600, check=False)
    assert process.returncode == 0, process.stderr
    outcome = json.loads((root / "built.json").read_text(encoding="utf-8"))
    assert not outcome["failures"], outcome["failures"]
    jobs = [BuiltPipeline(**{**job, "findings": ()}) for job in outcome["jobs"]]
    return {job.path.split("/")[1]: job for job in jobs}, process.stderr
