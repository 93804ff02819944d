"""Which conda files the YAML of v2 jobs makes its environments from, and what runs there."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping

from migrate.conversion import PackagesOfJobs
from migrate.v1.loaded import mapping

_SCRIPT = re.compile(r"(?:^|\s)(?P<quote>'?)(?P<script>[^\s'$]+\.py)(?P=quote)(?=\s|$)")


def packages_of(path: str, content: Mapping[str, object]) -> Iterator[PackagesOfJobs]:
    """The conda files of a job, a component, or an environment alone, of which it is not said what runs there.

    Args:
        path: of the YAML, relative to the root of the project.
    """
    folder = posixpath.dirname(path)
    if isinstance(content.get("conda_file"), str):
        yield PackagesOfJobs(posixpath.normpath(posixpath.join(folder, str(content["conda_file"]))), elsewhere=True)
    for job in (content, *(mapping(mapping(content, "jobs"), name) for name in mapping(content, "jobs"))):
        task = mapping(job, "task") or job
        conda = mapping(task, "environment").get("conda_file")
        if isinstance(conda, str):
            command = _SCRIPT.search(str(job.get("command")))
            script = task.get("entry_script") or (command["script"] if command is not None else "")
            found = posixpath.normpath(posixpath.join(folder, str(task.get("code") or "."), str(script)))
            place = posixpath.normpath(posixpath.join(folder, conda))
            yield PackagesOfJobs(place, (found,) if script else (), elsewhere=not script)
