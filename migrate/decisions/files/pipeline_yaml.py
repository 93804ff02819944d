"""What the YAML of a v1 pipeline becomes, as ``Pipeline.load_yaml`` reads it: the YAML of a v2 pipeline job."""

from __future__ import annotations

import posixpath
import re
import shlex
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from migrate.decisions.data import data_type
from migrate.decisions.environments import DEFAULT_IMAGE, constant_of
from migrate.decisions.files.run_configuration import mapping, settings_of
from migrate.decisions.rule import Manual
from migrate.v1.catalogue import catalogue
from migrate.v1.conda import CHANNELS, DEFAULT_PIP, DEFAULT_PYTHON
from migrate.v2 import names

_SCHEMA = "https://azuremlschemas.azureedge.net/latest/pipelineJob.schema.json"
_SCRIPT_STEP = "PythonScriptStep"
_NUMBERS = {"int": int, "float": float, "bool": bool}
_MODES = {"mount": "ro_mount", "download": "download"}
_OWN = "azureml/${{name}}/${{output_name}}"
_REFERENCE = re.compile(r"(?P<kind>input|side_input|output):(?P<name>.+)")
_KNOWN = frozenset(
    {"type", "name", "script_name", "source_directory", "runconfig", "compute", "arguments", "parameters", "inputs"}
    | {"side_inputs", "outputs", "allow_reuse", "version"}
)


@dataclass(frozen=True)
class Beside:
    """What the YAML in a folder names: relative to it, or to one of the folders above.

    Args:
        folder: of the YAML, relative to the root of the project.
        is_there: whether the project has a file or folder.
        data: what is in a file; it may raise OSError.
    """

    folder: str
    is_there: Callable[[str], bool]
    data: Callable[[str], bytes]

    def find(self, path: str) -> str | None:
        """A file or folder, relative to the root of the project; None when there is none."""
        folder = PurePosixPath(self.folder)
        for base in (folder, *folder.parents):
            place = posixpath.normpath(str(base / path.replace("\\", "/")))
            if place == "." or self.is_there(place):
                return place
        return None

    def read(self, path: str) -> object:
        """What the YAML of a file holds that ``find`` gave.

        Raises:
            Manual: it cannot be read.
        """
        try:
            return YAML(typ="safe").load(self.data(path))
        except (OSError, YAMLError, ValueError) as error:
            raise Manual(f"`{path}` cannot be read: {error}") from None


@dataclass
class PipelineJob:
    """A pipeline job.

    Args:
        content: of its YAML.
        left: steps that a person has to write, with the reason; the job fails there.
        notes: what a reviewer should know.
    """

    content: dict[str, object]
    left: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


_HEAD = re.compile(r"(?m)^pipeline:\s*$")
_STEP = re.compile(r"(?m)^\s+type:\s*[\"']?(?:\w+Step)\b")


def line_of_pipeline(text: str) -> int | None:
    """The line of the section ``pipeline``; None when the text is no pipeline of v1."""
    head = _HEAD.search(text)
    return text.count("\n", 0, head.start()) + 1 if head is not None and _STEP.search(text) is not None else None


def job_path(path: str) -> str:
    """Where the YAML of the job is written that a file of v1 stands for."""
    return str(PurePosixPath(path).with_suffix(".job.yml"))


def pipeline_of(path: str, beside: Beside) -> PipelineJob:
    """The job that the YAML of a v1 pipeline stands for.

    Args:
        path: of the YAML, relative to the root of the project.

    Raises:
        Manual: it says something that this does not know how to say in v2.
    """
    content = beside.read(path)
    said = mapping(content, "pipeline") if isinstance(content, dict) else {}
    entry = catalogue().get(DEFAULT_IMAGE)
    return _Writer(said, beside, str(constant_of(entry.value)) if entry is not None else "").write()


class _Writer:
    def __init__(self, content: Mapping[str, object], beside: Beside, image: str) -> None:
        self.content, self.beside, self.image = content, beside, image
        self.parameters = mapping(content, "parameters")
        self.references = mapping(content, "data_references")
        self.steps = mapping(content, "steps")
        taken: set[str] = set()
        self.nodes = {name: names.unique(names.snake(str(name)), taken) for name in self.steps}
        self.made_by = dict(self._destinations())
        self.job = PipelineJob({})

    def _destinations(self) -> Iterator[tuple[object, str]]:
        """By the name of data that a step writes the expression for it."""
        for name in self.steps:
            for output, said in mapping(mapping(self.steps, name), "outputs").items():
                destination = said.get("destination") if isinstance(said, dict) else None
                yield destination, f"${{{{parent.jobs.{self.nodes[name]}.outputs.{names.port(str(output))}}}}}"

    def write(self) -> PipelineJob:
        if not self.steps:
            raise Manual("it has no steps")
        content: dict[str, object] = {"$schema": _SCHEMA, "type": "pipeline"}
        description = self.content.get("description") or self.content.get("name")
        if description:
            content["description"] = str(description)
        jobs = {node: self._step(name, mapping(self.steps, name)) for name, node in self.nodes.items()}
        # v1 forgets the parameters that no step reads.
        used = [name for name in self.parameters if f"parent.inputs.{names.port(name)}}}" in str(jobs)]
        inputs = {names.port(name): self._parameter(name, mapping(self.parameters, name)) for name in used}
        if inputs:
            content["inputs"] = inputs
        content["settings"] = self._settings()
        content["jobs"] = jobs
        self.job.content = content
        return self.job

    def _settings(self) -> dict[str, object]:
        compute = self.content.get("default_compute")
        found: dict[str, object] = {"default_compute": f"azureml:{compute}"} if compute else {}
        # v1 stops a pipeline at the first step that fails, v2 goes on with the others.
        return {**found, "continue_on_step_failure": False}

    def _parameter(self, name: str, said: Mapping[str, object]) -> object:
        kind, default = str(said.get("type")), said.get("default")
        if kind == "datapath":
            if not isinstance(default, dict):
                raise Manual(f"the data path `{name}` has no default, which v1 needs as well")
            return self._stored(default)
        if kind in _NUMBERS:
            return _NUMBERS[kind](default) if default is not None else _NUMBERS[kind]()
        if kind != "string" or default is None:
            raise Manual(f"the parameter `{name}` has no default, or is of no type that is known")
        return str(default)

    def _stored(self, said: Mapping[str, object]) -> dict[str, object]:
        path = str(said.get("path_on_datastore") or "")
        return {"type": data_type(path), "path": f"azureml://datastores/{said.get('datastore')}/paths/{path}"}

    # Steps

    def _step(self, name: str, step: Mapping[str, object]) -> dict[str, object]:
        try:
            return self._script_step(name, step)
        except Manual as reason:
            self.job.left[name] = str(reason)
            return self._stand_in(name, step, str(reason))

    def _script_step(self, name: str, step: Mapping[str, object]) -> dict[str, object]:
        kind = step.get("type")
        if kind != _SCRIPT_STEP:
            raise Manual(f"{kind or 'a step without a type'} is another kind of job, or none, in v2")
        unknown = sorted(set(map(str, step)) - _KNOWN)
        if unknown:
            raise Manual(f"`{unknown[0]}` has no counterpart that is known")
        if step.get("allow_reuse") is False:
            raise Manual("`is_deterministic: false` stands in the YAML of a component of its own [azure-cli#23406]")
        script, folder = step.get("script_name"), step.get("source_directory")
        code = self.beside.find(str(folder or "."))
        if not isinstance(script, str) or code is None:
            raise Manual(f"its script `{script}`, or the folder `{folder}`, is not in the project")
        job: dict[str, object] = {"type": "command", "display_name": str(step.get("name") or script)}
        job["code"] = posixpath.relpath(code, self.beside.folder)
        settings = self._run_settings(step)
        command, variables, values = self._command(step, script)
        inputs = {**self._inputs(step), **values}
        outputs = self._outputs(step)
        job["command"] = command
        job |= {key: value for key, value in (("inputs", inputs), ("outputs", outputs)) if value}
        if variables or "environment_variables" in settings:
            settings["environment_variables"] = {**mapping(settings, "environment_variables"), **variables}
        return {**job, **settings}

    def _run_settings(self, step: Mapping[str, object]) -> dict[str, object]:
        """Environment, compute and the like."""
        settings: dict[str, object]
        named = step.get("runconfig")
        if named:
            place = self.beside.find(str(named))
            content = self.beside.read(place) if place is not None else None
            if place is None or not isinstance(content, dict):
                raise Manual(f"its run configuration `{named}` is not in the project")
            settings = settings_of(place, content, self.beside.folder)
            if settings.get("compute") == "local":
                del settings["compute"]
        else:
            packages = [f"python={DEFAULT_PYTHON}", {"pip": [DEFAULT_PIP]}]
            conda = {"channels": list(CHANNELS), "dependencies": packages}
            settings = {"environment": {"image": self.image, "conda_file": conda}}
        if step.get("compute"):
            settings["compute"] = f"azureml:{step['compute']}"
        elif self.content.get("default_compute"):
            settings.pop("compute", None)
        return settings

    def _command(self, step: Mapping[str, object], script: str) -> tuple[str, dict[str, object], dict[str, object]]:
        """The command, the variables of its environment, and the inputs for the parameters that it reads."""
        variables: dict[str, object] = {}
        values: dict[str, object] = {}
        prefix = []
        for name, said in mapping(step, "parameters").items():
            source = said.get("source") if isinstance(said, dict) else None
            if source is None:
                variables[f"AML_PARAMETER_{name}"] = str(said)
            elif source in self.parameters:
                port = names.port(str(source))
                values[port] = f"${{{{parent.inputs.{port}}}}}"
                prefix.append(f"AML_PARAMETER_{name}='${{{{inputs.{port}}}}}'")
            else:
                raise Manual(f"its parameter `{name}` has the source `{source}`, which there is not")
        arguments = step.get("arguments") or []
        if not isinstance(arguments, list):
            raise Manual("its arguments are no list of words")
        words = [self._word(str(one), step) for one in arguments]
        return " ".join([*prefix, "python", shlex.quote(script), *words]), variables, values

    def _word(self, text: str, step: Mapping[str, object]) -> str:
        match = _REFERENCE.fullmatch(text)
        if match is None or match["name"] not in mapping(step, f"{match['kind']}s"):
            return shlex.quote(text)
        kind = "outputs" if match["kind"] == "output" else "inputs"
        return f"${{{{{kind}.{names.port(match['name'])}}}}}"

    def _inputs(self, step: Mapping[str, object]) -> dict[str, object]:
        found: dict[str, object] = {}
        for name, said in {**mapping(step, "inputs"), **mapping(step, "side_inputs")}.items():
            if not isinstance(said, dict) or said.get("path_on_compute") or said.get("overwrite"):
                raise Manual(f"where its input `{name}` lies on the compute is said in the command in v2")
            mode = _MODES.get(str(said.get("bind_mode") or said.get("type") or "mount"))
            source = said.get("source")
            if mode is None or source is None:
                raise Manual(f"its input `{name}` has no source, or a mode that v1 does not know")
            found[names.port(str(name))] = self._source(str(source), mode)
        return found

    def _source(self, source: str, mode: str) -> object:
        if source in self.parameters:
            return {"path": f"${{{{parent.inputs.{names.port(source)}}}}}", "mode": mode}
        if source in self.made_by:
            made = self.made_by[source]
            return made if mode == "ro_mount" else {"path": made, "mode": mode}
        said = mapping(self.references, source)
        if said.get("datastore") and set(said) <= {"datastore", "path_on_datastore"}:
            return {**self._stored(said), "mode": mode}
        if said.get("dataset_name"):
            version = f":{said['dataset_version']}" if said.get("dataset_version") else "@latest"
            return {"type": "uri_folder", "path": f"azureml:{said['dataset_name']}{version}", "mode": mode}
        raise Manual(f"its input `{source}` is no data that v2 reads in this way")

    def _outputs(self, step: Mapping[str, object]) -> dict[str, object]:
        found: dict[str, object] = {}
        for name, said in mapping(step, "outputs").items():
            if not isinstance(said, dict) or any(said.get(key) for key in ("path_on_compute", "overwrite")):
                raise Manual(f"where its output `{name}` lies on the compute is said in the command in v2")
            port: dict[str, object] = {"type": "uri_folder"}
            if (said.get("bind_mode") or said.get("type")) == "upload":
                port["mode"] = "upload"
            if said.get("datastore"):
                port["path"] = f"azureml://datastores/{said['datastore']}/paths/{_OWN}"
            found[names.port(str(name))] = port
        return found

    def _stand_in(self, name: str, step: Mapping[str, object], reason: str) -> dict[str, object]:
        """A job in the place of the step, which fails and says why, so that the others stay wired."""
        job: dict[str, object] = {"type": "command", "display_name": str(step.get("name") or name)}
        told = shlex.quote(f"write the step {name} by hand: {reason}")
        job["command"] = f"echo {told} >&2; exit 1"
        outputs = {names.port(str(output)): {"type": "uri_folder"} for output in mapping(step, "outputs")}
        inputs = {}
        for port, said in mapping(step, "inputs").items():
            made = self.made_by.get(said.get("source")) if isinstance(said, dict) else None
            if made is not None:
                inputs[names.port(str(port))] = made
        job |= {key: value for key, value in (("inputs", inputs), ("outputs", outputs)) if value}
        job["environment"] = {"image": self.image}
        if step.get("compute") and not self.content.get("default_compute"):
            job["compute"] = f"azureml:{step['compute']}"
        return job
