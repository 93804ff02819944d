"""``NotebookRunnerStep``: a script of the SDK runs the notebook with papermill; read as the call of papermill."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any

from migrate.verify.graph import Environment, Node, Word, WordKind
from migrate.verify.project.context import Context
from migrate.verify.remarks import SHELL
from migrate.verify.v1 import words
from migrate.verify.v1.bindings import value

_REFERENCE = re.compile(r"\$(AZUREML_DATAREFERENCE|AML_PARAMETER)_\w+")
_OF_COMPONENT = re.compile(r"\$\{\{(?:inputs|outputs)\.(\w+)\}\}")
_PACKAGE = "azureml-contrib-notebook"


def read(made: Node, node: Any, step: Any, context: Context) -> Node:
    """The words of ``papermill IN OUT …``, from the arguments of the SDK's script.

    The script itself, which the SDK copies to the folder of the notebook, is no part of the code (``code_folder``).
    """
    given = {flag.text: word for flag, word in zip(made.arguments[::2], made.arguments[1::2])}
    names = [port.name for port in made.inputs], [port.name for port in made.outputs]
    ports = {name for several in names for name in several}
    line = words.line([_of_v1(part, ports) for part in _parts(given)], *names)
    bound = {name: item.parameter for name, item in made.environment_variables.items()}
    return replace(
        made,
        program=line.words[:1],
        arguments=tuple(_named(word, bound) for word in line.words[1:]),
        environment=_environment(made.environment),
        # they carry the parameters of the notebook to its arguments
        environment_variables={
            name: item for name, item in made.environment_variables.items() if not name.startswith("AML_PARAMETER_")
        },
        settings={**made.settings, **({SHELL: value(list(line.shell))} if line.shell else {})},
    )


def _of_v1(text: str, ports: Collection[str]) -> str:
    """The references of a text as v1 writes them, where a word with several has them as a component does."""
    return _OF_COMPONENT.sub(
        lambda match: f"${'AZUREML_DATAREFERENCE' if match[1] in ports else 'AML_PARAMETER'}_{match[1]}", text
    )


def needed(packages: Sequence[str]) -> list[str]:
    """Packages without what the SDK adds for its script, and with what a run needs of that: papermill and a kernel."""
    added = f"{_PACKAGE}[full]"
    return _with_papermill([one for one in packages if one != added], packages) if added in packages else list(packages)


def _environment(made: Environment) -> Environment:
    """Code that names the package itself keeps it."""
    return replace(made, pip_packages=tuple(_with_papermill(made.pip_packages, made.pip_packages)))


def _with_papermill(packages: Sequence[str], given: Sequence[str]) -> list[str]:
    if not any(_name(one) == _PACKAGE for one in given):
        return list(packages)
    names = {_name(one) for one in packages}
    return [*packages, *(name for name in ("papermill", "ipykernel") if name not in names)]


def _name(package: str) -> str:
    return re.split(r"[^\w.-]", package)[0]


def _named(word: Word, bound: Mapping[str, str | None]) -> Word:
    """A parameter by its name in the pipeline; the step may know it by another."""
    name = bound.get(f"AML_PARAMETER_{word.text}")
    return replace(word, text=name) if word.kind is WordKind.PARAMETER and name else word


def _parts(given: dict[str, Word]) -> Iterator[str]:
    target = given["-o"]
    if target.kind is WordKind.LITERAL:
        # what is written elsewhere is lost after the run, so nothing tells it from a file in the folder that is kept
        yield "mkdir -p outputs &&"
        written = shlex.quote(f"outputs/{PurePosixPath(target.text).name}")
    else:
        written = f"$AZUREML_DATAREFERENCE_{target.text}{target.suffix}"
    options = {**json.loads(given["-e"].text), **json.loads(given["-p"].text)}
    yield f"papermill {shlex.quote(given['-i'].text)}"
    yield written
    # a kernel that is not there is made of the Python that runs papermill
    yield f"-k {shlex.quote(options.get('kernel_name') or 'python3')}"
    if options.get("timeout"):
        yield f"--execution-timeout {options['timeout']}"
    for name in ("progress_bar", "log_output"):
        if options.get(name) is not None:
            yield f"--{'' if options[name] else 'no-'}{name.replace('_', '-')}"
    if options.get("cwd"):
        yield f"--cwd {shlex.quote(options['cwd'])}"
    for name, item in (json.loads(_text(given["-n"])) or {}).items():
        yield from _variable(name, item)


def _text(word: Word) -> str:
    """A word as the SDK wrote it: the references inside of the JSON text are read one by one."""
    if word.kind is WordKind.LITERAL:
        return word.text
    prefix = "AML_PARAMETER" if word.kind is WordKind.PARAMETER else "AZUREML_DATAREFERENCE"
    return f"{word.prefix}${prefix}_{word.text}{word.suffix}"


def _variable(name: str, item: Any) -> Iterator[str]:
    """``-r name text`` or ``-p name number``: of ``-p``, papermill makes a number of text that looks like one."""
    if isinstance(item, (list, dict)):
        yield f"-y {shlex.quote(json.dumps({name: item}))}"
    elif isinstance(item, str):
        # also the value of a parameter of the pipeline, which the service puts between the quotes of the JSON text
        yield f"-r {shlex.quote(name)}"
        yield item if _REFERENCE.fullmatch(item) else shlex.quote(item)
    else:
        yield f"-p {shlex.quote(name)} {item}"


READERS = {"NotebookRunnerStep": read}
