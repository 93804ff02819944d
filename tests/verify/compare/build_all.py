"""Build every variant in a folder with the real SDK: ``python -m tests.verify.compare.build_all FOLDER``.

As ``build_pipelines`` does it, without the isolation that code of our own does not need and without the validation,
which takes most of the time and has its own tests.
"""

from __future__ import annotations

import gc
import json
import os
import sys
from dataclasses import asdict

from migrate.verify import examine, runner
from migrate.verify.execute import execute

_RUN_ALL = """\
import os, runpy, traceback

root = os.getcwd()
for name in sorted(os.listdir("variants")):
    os.chdir(os.path.join(root, "variants", name))
    try:
        runpy.run_path(os.path.join(os.getcwd(), "pipeline.py"))
    except Exception:
        traceback.print_exc()
"""


def main(folder: str) -> None:
    """Write what was built to ``built.json``."""
    runner._warm_up()
    examine._validation = lambda job: iter(())
    # the jobs stay alive, and looking through them again and again takes a third of the time
    gc.disable()
    with open(os.path.join(folder, "main.py"), "w", encoding="utf-8") as stream:
        stream.write(_RUN_ALL)
    request = {
        "folder": folder,
        "path": "main.py",
        "kind": "python",
        "cwd": "",
        "args": [],
        "compute_exists": True,
        "absent": {},
        "roots": [""],
        "variables": {},
        "guesses": [],
        "last_roots": [],
        "lenient": False,
    }
    outcome = execute({**request, "timeout": 300})
    with open(os.path.join(folder, "built.json"), "w", encoding="utf-8") as stream:
        json.dump(asdict(outcome), stream)


if __name__ == "__main__":
    main(os.path.realpath(sys.argv[1]))
