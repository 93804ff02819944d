"""Environments that only the workspace knows. Isolated process only."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from copy import deepcopy
from typing import Any

from migrate.verify.project.context import Context
from migrate.verify.project.offline import Offline, answer
from migrate.verify.remarks import OF_RUN, PACKAGES_OF_REGISTERED
from migrate.verify.v1.names import EveryName
from migrate.verify.v1.patching import load, put, put_property, put_static

REFERENCE = "azureml-migrate-reference:"
"""Begins the base image of an environment that the script got by name; its true image is known to the service."""
WRITTEN = "azureml-migrate-written:"
"""Begins a conda package that is none: the Python of a conda file that the SDK replaced by its default."""
WHEELS = "https://offline.invalid/wheels"
"""Where the SDK would have uploaded a wheel to."""


def install(context: Context) -> None:
    """Give any environment by name, and take registrations."""
    environment: Any = load("azureml.core.environment").Environment
    registered: dict[str, Any] = {}

    def get(workspace: Any, name: str, version: str | None = None, label: str | None = None) -> Any:
        if name in registered:
            return registered[name]
        made = environment(name)
        made.version = str(version) if version is not None else None
        made.docker.base_image = f"{REFERENCE}{name}:{version}" if version else f"{REFERENCE}{name}@{label or 'latest'}"
        made.python.conda_dependencies._conda_dependencies = deepcopy(PACKAGES_OF_REGISTERED)
        return made

    def register(self: Any, workspace: Any) -> Any:
        registered[self.name] = self
        return self

    def wheel(workspace: Any, file_path: str, exist_ok: bool = False) -> str:
        return f"{WHEELS}/{os.path.basename(file_path)}"

    def of_run(*_: Any, **__: Any) -> Any:
        context.note("stand-in for the environment of a run")
        return get(None, OF_RUN)

    answer("get_environment", of_run)
    put_static(environment, "get", get)
    if hasattr(environment, "from_dockerfile"):
        put_static(environment, "from_dockerfile", _making(environment.from_dockerfile, context))
    put_static(environment, "from_conda_specification", _telling(environment.from_conda_specification))
    put_static(environment, "list", lambda workspace: EveryName(lambda name: get(workspace, name)))
    put(environment, "register", register)
    put_static(
        environment,
        "add_private_pip_wheel",
        lambda workspace, file_path, *_, **__: f"{WHEELS}/{os.path.basename(file_path)}",
    )
    for name in ("build", "build_local", "get_image_details"):
        put(environment, name, lambda self, *_, **__: Offline(f"environment {self.name}"))
    workspace: Any = load("azureml.core.workspace").Workspace
    put_property(workspace, "environments", lambda self: EveryName(lambda name: get(self, name)))


def _making(original: Callable[..., Any], context: Context) -> Callable[..., Any]:
    """``from_dockerfile`` that makes a file that is not there: what names no file is taken for the text of one."""

    def read(name: str, dockerfile: Any, *positional: Any, **keywords: Any) -> Any:
        path = os.path.abspath(str(dockerfile))
        if len(str(dockerfile).split()) == 1 and not os.path.exists(path) and context.owns(path):
            os.makedirs(os.path.dirname(path), exist_ok=True)
            context.empty_scripts.add(path)
            with open(path, "w", encoding="utf-8"):
                context.note(f"empty stand-in for a file that is not there: {path}")
        return original(name, dockerfile, *positional, **keywords)

    return read


def _telling(original: Callable[..., Any]) -> Callable[..., Any]:
    """``from_conda_specification`` that says which Python the file asks for where the SDK does not see it.

    ``python=3.7.*`` and ``python=3.7.5=build`` become the default of the SDK: 3.6.2 (azureml-core 1.40), 3.8.13 (1.50,
    1.56), 3.10.18 (1.61).
    """

    def read(name: str, file_path: str) -> Any:
        made = original(name, file_path)
        dependencies = made.python.conda_dependencies._conda_dependencies.get("dependencies")
        file = load("azureml.core.conda_dependencies").CondaDependencies(file_path)._conda_dependencies
        written = _python(file.get("dependencies"))
        if written and _python(dependencies) != written:
            dependencies.append(f"{WRITTEN}{written}")
        return made

    return read


def _python(dependencies: Any) -> str:
    """The version of Python that conda dependencies ask for."""
    for item in dependencies or ():
        match = re.match(r"python\s*=+\s*(\S+)$", str(item))
        if match is not None:
            return match.group(1)
    return ""
