"""Notes the argument vector of each program that a node starts in Python, holds it in, and steps aside.

Python imports a module of this name at its start. It is used by the interpreter of the node, which may be another
version with other packages than the tool's: nothing but the standard library, Python 3.7 or later.
"""

import contextlib
import os
import sys


def _note() -> None:
    folder = os.environ.get("MIGRATE_RUN_RECORD")
    if not folder or os.environ.get("MIGRATE_RUN_RECORDED") == folder:
        return
    # only what the command itself starts counts, not what that starts in turn
    os.environ["MIGRATE_RUN_RECORDED"] = folder
    import json
    import time

    words = list(getattr(sys, "orig_argv", None) or [sys.executable, *getattr(sys, "argv", [])])
    words = [os.fsencode(word).decode("utf-8", "surrogateescape") for word in words]
    path = os.path.join(folder, f"{time.time_ns():020d}-{os.getpid()}.json")
    with open(path, "w") as stream:
        json.dump(words, stream)


def _hold() -> None:
    """Refuse what the kernel does not refuse here (``migrate.run.guard``)."""
    text = os.environ.get("MIGRATE_RUN_GUARD")
    if not text:
        return
    import importlib.util
    import json

    settings = json.loads(text)
    spec = importlib.util.spec_from_file_location("_migrate_isolation", settings.pop("hooks"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.install_hooks(settings.pop("allowed"), guard_processes=False, **settings)


def _next() -> None:
    """Import the module of this name that would have been found without this one."""
    import importlib.machinery

    here = os.path.dirname(os.path.abspath(__file__))
    others = [entry for entry in sys.path if os.path.abspath(entry or ".") != here]
    found = importlib.machinery.PathFinder.find_spec("sitecustomize", others)
    if found is not None and found.loader is not None and found.origin != __file__:
        import importlib.util

        module = importlib.util.module_from_spec(found)
        sys.modules["sitecustomize"] = module
        found.loader.exec_module(module)


with contextlib.suppress(Exception):  # the program of the user comes first
    _note()
try:
    _hold()
except BaseException as error:  # the import of this module would go on without it
    sys.stderr.write(f"not started: nothing holds this program in: {error!r}\n")
    os._exit(126)
_next()
