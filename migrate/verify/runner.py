"""The isolated side of ``builds``: ``python -m migrate.verify.runner``."""

from __future__ import annotations

import sys
from dataclasses import asdict
from typing import Any

from migrate.verify.serving import serve


def _warm_up() -> None:
    """Do once what every script would do again: imports, and the schemas that the SDK makes when it first validates."""
    import logging
    import warnings

    warnings.simplefilter("ignore")
    import azure.ai.ml.automl
    import azure.ai.ml.parallel
    import azure.ai.ml.sweep
    import azure.identity  # noqa: F401
    from azure.ai.ml import command, dsl

    import migrate.verify.collect
    import migrate.verify.examine
    import migrate.verify.execute
    import migrate.verify.stub_client  # noqa: F401

    # set to INFO by the import; tells of experimental classes inside the SDK
    logging.getLogger("azure.ai.ml").setLevel(logging.ERROR)
    component = command(command="true", environment="azureml:any:1")

    def warm() -> None:
        component()

    decorate: Any = dsl.pipeline
    job = decorate(default_compute="any")(warm)()
    job._validate()
    job._to_dict()


def _run(request: dict[str, Any]) -> dict[str, Any]:
    from migrate.verify.execute import execute

    return asdict(execute(request))


if __name__ == "__main__":
    sys.exit(serve(_warm_up, _run))
