"""Submits the pipeline. There is no ``__init__.py`` in ``src/acme``: other repositories have parts of it, too."""

import sys

sys.path.insert(0, "src")

from acme.pipelines.build import build  # noqa: E402

if __name__ == "__main__":
    build()
