"""The environment of a component: a registered one by name, or image and packages."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from migrate.verify.graph import Environment, Value
from migrate.verify.remarks import OFFLINE_IMAGE, PACKAGES_OF_REGISTERED, image_of

OFFLINE_LABEL = "label."
"""Begins the version of those that it gets by a label."""

_REGISTRY = re.compile(r"^azureml://registries/[^/]+/environments/([^/]+)/(?:versions/(.+)|labels/(.+))$")


_NONE: Mapping[str, Any] = MappingProxyType({})


def read(
    given: object, root: Path, registered: Mapping[str, Any] = _NONE, written: Mapping[str, bytes] = _NONE
) -> Environment:
    """Read what a component has as its environment.

    Args:
        given: ``azureml:name:version`` or the dictionary of an environment.
        root: folder of the project, for Dockerfiles.
        registered: the environments that the code registers before, by name: the latest of that name is known.
        written: files that the project has only while its code is run, by path.
    """
    if isinstance(given, str):
        reference = _reference(given)
        name, _, label = reference.partition("@")
        if label == "latest" and name in registered:
            return read(registered[name], root, _NONE, written)
        return Environment(reference=reference)
    if not isinstance(given, Mapping):
        return Environment()
    conda, image = given.get("conda_file"), given.get("image")
    if isinstance(image, str) and image.startswith(OFFLINE_IMAGE):
        name, _, version = image.removeprefix(OFFLINE_IMAGE).rpartition(":")
        label = version.removeprefix(OFFLINE_LABEL)
        found = f"{name}@{label}" if label != version else f"{name}:{version}"
        if conda == PACKAGES_OF_REGISTERED and name == given.get("name"):
            return Environment(reference=found)
        image = image_of(found)
    python, packages, pip, channels = _packages(conda if isinstance(conda, Mapping) else {})
    return Environment(
        image=Value(image),
        dockerfile=_dockerfile(given.get("build"), root, written),
        python=Value(python),
        conda_packages=packages,
        pip_packages=pip,
        channels=channels,
        # without conda dependencies the image's own Python runs
        user_managed=not conda,
    )


def _reference(text: str) -> str:
    if match := _REGISTRY.match(text):
        return f"{match[1]}:{match[2]}" if match[2] else f"{match[1]}@{match[3]}"
    return text.removeprefix("azureml:")


def _dockerfile(build: Any, root: Path, written: Mapping[str, bytes]) -> str:
    """Its text; empty when there is no such file, which is a fault that the build tells."""
    if not isinstance(build, Mapping):
        return ""
    path = root / str(build.get("path") or "") / str(build.get("dockerfile_path") or "Dockerfile")
    name = posixpath.normpath(path.relative_to(root).as_posix()) if path.is_relative_to(root) else ""
    try:
        return (written[name] if name in written else path.read_bytes()).decode("utf-8")
    except (OSError, UnicodeDecodeError):
        return ""


def _packages(
    conda: Mapping[str, Any],
) -> tuple[str | None, tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Python version, conda packages, pip packages and channels of a conda specification."""
    python, packages, pip = None, [], []
    for item in conda.get("dependencies") or ():
        if isinstance(item, Mapping):
            pip += [str(word) for word in item.get("pip") or ()]
        elif match := re.match(r"^python\s*(?=$|[=<>!~ ])(.*)$", str(item)):
            python = match[1].replace(" ", "").lstrip("=")
        else:
            packages.append(str(item))
    return python, tuple(packages), tuple(pip), tuple(str(item) for item in conda.get("channels") or ())
