"""What a person writes instead of a command that submits a file of v1, once the file of v2 is there."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from pathlib import PurePosixPath

from migrate.decisions.files.azure_cli import Translated
from migrate.project.commands import Command

_RUN, _PIPELINES = "az ml run submit-script ", ("az ml pipeline create ", "az ml run submit-pipeline ")
_CONFIGURATION = frozenset({"-c", "--run-configuration-name"})
_PIPELINE = frozenset({"-y", "--pipeline-yaml"})
_EXPERIMENT = frozenset({"-e", "--experiment-name"})
_COMPUTE = frozenset({"--ct", "--target"})
_ALONE = frozenset({"--async", "--debug", "--verbose", "-v", "--only-show-errors"})


def with_file(command: Command, new: Translated, files: Mapping[str, str]) -> Translated:
    """The advice for a command, with the file that was written for the one that it submits.

    Args:
        files: by file of v1 the one of v2, both relative to the root of the project.
    """
    text = f"{command.text} "
    if text.startswith(_PIPELINES):
        path = _written(_value(command, _PIPELINE), files)
        return replace(new, v2=f"az ml job create --file {path} --stream") if path else new
    path = _written(_value(command, _CONFIGURATION), files) if text.startswith(_RUN) else ""
    if not path:
        return new
    script = " ".join(["python", *_script(command)])
    if path.endswith(".environment.yml"):
        told = f"az ml job create --file job.yml --stream, with the environment of {path} and the command {script}"
        return replace(new, v2=told)
    settings = [f"experiment_name={one}" for one in (_value(command, _EXPERIMENT),) if one]
    settings += [f"compute=azureml:{one}" for one in (_value(command, _COMPUTE),) if one]
    settings += [f'command="{script}"'] if script != "python" else []
    return replace(
        new, v2=" ".join([f"az ml job create --file {path} --stream", *(f"--set {one}" for one in settings)])
    )


def _written(named: str, files: Mapping[str, str]) -> str:
    """The file of v2 for what a command names, if only one fits."""
    name = PurePosixPath(named).name.removesuffix(".runconfig")
    fitting = [new for old, new in files.items() if PurePosixPath(old).name in (name, f"{name}.runconfig")]
    return fitting[0] if name and len(fitting) == 1 else ""


def _value(command: Command, flags: Collection[str]) -> str:
    words = [word.text for word in command.words]
    for position, word in enumerate(words):
        flag, equals, value = word.partition("=")
        if flag in flags:
            return (value if equals else next(iter(words[position + 1 :]), "")).strip("'\"")
    return ""


def _script(command: Command) -> Iterator[str]:
    """The script and its arguments, which end the command."""
    words = [word.text for word in command.words[len(_RUN.split()) :]]
    position = 0
    while position < len(words):
        if not words[position].startswith("-"):
            yield from words[position:]
            return
        position += 1 if "=" in words[position] or words[position] in _ALONE else 2
