"""The isolated side of tracing v1: ``python -m migrate.verify.v1.runner``."""

from __future__ import annotations

import sys
from typing import Any

from migrate.verify.serving import serve


def _warm_up() -> None:
    """Do once what every script would do again: import what all of them need."""
    import logging
    import warnings

    warnings.simplefilter("ignore")
    logging.disable(logging.WARNING)
    import azureml.core
    import azureml.pipeline.core
    import azureml.pipeline.core._restclients.aeva.dryrun_service_caller
    import azureml.pipeline.steps  # noqa: F401

    import migrate.verify.v1.execute  # noqa: F401

    logging.disable(logging.NOTSET)


def _run(request: dict[str, Any]) -> dict[str, Any]:
    from migrate.verify.v1.execute import execute
    from migrate.verify.v1.json_form import to_json

    answer: dict[str, Any] = to_json(execute(request))
    return answer


if __name__ == "__main__":
    sys.exit(serve(_warm_up, _run))
