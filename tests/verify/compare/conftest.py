"""Building many variants of one project in a single process."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from migrate.verify.builds import BuildSession, BuiltPipeline, Run

_RUN_ALL = """\
import gc, os, runpy, traceback

gc.disable()  # the jobs stay alive, and looking through them again and again takes a third of the time
root = os.getcwd()
for name in sorted(os.listdir("variants")):
    os.chdir(os.path.join(root, "variants", name))
    try:
        runpy.run_path(os.path.join(os.getcwd(), "pipeline.py"))
    except Exception:
        print(name, traceback.format_exc()[-600:])
"""


def build_variants(
    session: BuildSession, root: Path, variants: Mapping[str, Mapping[str, str]]
) -> tuple[dict[str, BuiltPipeline], str]:
    """The pipeline of each variant, and what was printed by those that could not be built.

    Args:
        variants: by name, the files of the project by path.
    """
    (root / "main.py").write_text(_RUN_ALL, encoding="utf-8")
    for name, files in variants.items():
        for path, content in files.items():
            target = root / "variants" / name / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content.encode())
    result = session.build(root, Run("main.py"), timeout=300)
    assert not result.failures, result.failures
    return {job.path.split("/")[1]: job for job in result.jobs}, result.output
