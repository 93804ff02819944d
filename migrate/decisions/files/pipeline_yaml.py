"""What the YAML of a v1 pipeline becomes, as ``Pipeline.load_yaml`` reads it: the YAML of a v2 pipeline job."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from migrate.decisions.data import data_type
from migrate.decisions.environments import DEFAULT_IMAGE, constant_of
from migrate.decisions.files.beside import Beside
from migrate.decisions.files.component_file import parted
from migrate.decisions.files.parallel_config import ParallelConfig, parallel_config
from migrate.decisions.files.run_configuration import settings_of
from migrate.decisions.rule import Manual
from migrate.v1.catalogue import catalogue
from migrate.v1.conda import CHANNELS, DEFAULT_PIP, DEFAULT_PYTHON
from migrate.v1.loaded import mapping
from migrate.v1.parallel_step import BYTES, FILES
from migrate.v2 import names

_SCHEMA = "https://azuremlschemas.azureedge.net/latest/pipelineJob.schema.json"
_SCRIPT_STEP, _PARALLEL_STEP = "PythonScriptStep", "ParallelRunStep"
_NUMBERS = {"int": int, "float": float, "bool": bool}
_MODES = {"mount": "ro_mount", "download": "download"}
_OWN = "azureml/${{name}}/${{output_name}}"
_REFERENCE = re.compile(r"(?P<kind>input|side_input|output):(?P<name>.+)")
_KNOWN = frozenset(
    {"type", "name", "script_name", "source_directory", "runconfig", "compute", "arguments", "parameters", "inputs"}
    | {"side_inputs", "outputs", "allow_reuse", "version"}
)
_KNOWN_PARALLEL = frozenset(
    {"type", "name", "parallel_run_config", "compute", "arguments", "inputs", "side_inputs", "outputs", "allow_reuse"}
)


@dataclass
class PipelineJob:
    """A pipeline job.

    Args:
        content: of its YAML.
        components: what is in the YAML files beside it, by their names.
        left: steps that a person has to write, with the reason; the job fails there.
        notes: what a reviewer should know.
    """

    content: dict[str, object]
    components: dict[str, dict[str, object]] = field(default_factory=dict)
    left: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


_SECTIONS = {
    "python_script_step": _SCRIPT_STEP,
    "parallel_run_step": _PARALLEL_STEP,
    "adla_step": "AdlaStep",
    "azurebatch_step": "AzureBatchStep",
    "databricks_step": "DatabricksStep",
    "data_transfer_step": "DataTransferStep",
    "module": "ModuleStep",
}
"""The older form of a step has its settings in such a section."""
_HEAD = re.compile(r"(?m)^[ \t]*pipeline:\s*$")
_STEP = re.compile(rf"(?m)^\s+(?:type:\s*[\"']?(?:\w+Step)\b|(?:{'|'.join(_SECTIONS)}):\s*$)")


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
    image = str(constant_of(entry.value)) if entry is not None else ""
    return _Writer(PurePosixPath(path).stem, said, beside, image).write()


class _Writer:
    def __init__(self, stem: str, content: Mapping[str, object], beside: Beside, image: str) -> None:
        self.stem, self.content, self.beside, self.image = stem, content, beside, image
        self.parameters = mapping(content, "parameters")
        self.references = mapping(content, "data_references")
        steps = mapping(content, "steps")
        self.steps = {name: _typed(mapping(steps, name)) for name in steps}
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
        self._part(jobs, inputs)
        self.job.content = content
        return self.job

    def _part(self, jobs: dict[str, dict[str, object]], inputs: Mapping[str, object]) -> None:
        """Write the steps that run anew each time as components."""
        made = {
            f"${{{{parent.jobs.{node}.outputs.{port}}}}}": value
            for node, job in jobs.items()
            for port, value in mapping(job, "outputs").items()
        }
        ports = {**{f"${{{{parent.inputs.{name}}}}}": value for name, value in inputs.items()}, **made}
        for name, node in self.nodes.items():
            self._note_rows(name, jobs[node], made)
            if mapping(self.steps, name).get("allow_reuse") is False and name not in self.job.left:
                path = f"{self.stem}.{node}.component.yml"
                self.job.components[path], jobs[node] = parted(node, jobs[node], path, ports)

    def _note_rows(self, name: str, job: Mapping[str, object], made: Mapping[str, object]) -> None:
        """Rows that a parallel step appended: v1 gave a folder with the file in it."""
        for port, value in mapping(job, "inputs").items():
            if mapping(made, str(value.get("path") if isinstance(value, dict) else value)).get("type") == "uri_file":
                message = f"gets the path of the file with the rows ({port}), in v1 that of the folder around it"
                self.job.notes.append(f"{name}: the script {message}")

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
            return self._parallel_step(name, step) if step.get("type") == _PARALLEL_STEP else self._script_step(step)
        except Manual as reason:
            self.job.left[name] = str(reason)
            return self._stand_in(name, step, str(reason))

    def _script_step(self, step: Mapping[str, object]) -> dict[str, object]:
        kind = step.get("type")
        if kind != _SCRIPT_STEP:
            raise Manual(f"{kind or 'a step without a type'} is another kind of job, or none, in v2")
        _check_keys(step, _KNOWN)
        script, folder = step.get("script_name"), step.get("source_directory")
        code = self.beside.find(str(folder or "."))
        if not isinstance(script, str) or code is None:
            raise Manual(f"its script `{script}`, or the folder `{folder}`, is not in the project")
        job: dict[str, object] = {"type": "command", "display_name": str(step.get("name") or script)}
        job["code"] = self.beside.relative(code)
        settings = self._run_settings(step)
        command, variables, values = self._command(step, script)
        inputs = {**self._inputs(step), **values}
        outputs = self._outputs(step)
        job["command"] = command
        job |= {key: value for key, value in (("inputs", inputs), ("outputs", outputs)) if value}
        if variables or "environment_variables" in settings:
            settings["environment_variables"] = {**mapping(settings, "environment_variables"), **variables}
        return {**job, **settings}

    def _parallel_step(self, name: str, step: Mapping[str, object]) -> dict[str, object]:
        _check_keys(step, _KNOWN_PARALLEL)
        inputs, outputs = mapping(step, "inputs"), self._outputs(step)
        if len(inputs) != 1 or len(outputs) != 1:
            raise Manual("a parallel job of v2 cuts one input into mini-batches, and v1 hands on the first output only")
        config = parallel_config(str(step.get("parallel_run_config")), self.beside)
        (cut, said), (output, port) = next(iter(inputs.items())), next(iter(outputs.items()))
        major = names.port(str(cut))
        job: dict[str, object] = {"type": "parallel", "display_name": str(step.get("name") or name)}
        ports = {major: self._cut(name, said, config), **self._inputs({"inputs": step.get("side_inputs")})}
        job["inputs"] = ports
        job["outputs"] = {output: {**port, "type": "uri_file"} if config.appends else port}
        job["input_data"] = f"${{{{inputs.{major}}}}}"
        if not config.settings.keys() & {"mini_batch_size", "partition_keys"}:
            job["mini_batch_size"] = BYTES if mapping(ports, major).get("type") == "mltable" else FILES
        job |= config.settings
        task = dict(config.task)
        arguments = [*_words(step), *config.arguments]
        if arguments:
            task["program_arguments"] = " ".join(self._word(one, step) for one in arguments)
        if config.appends:
            task["append_row_to"] = f"${{{{outputs.{output}}}}}"
            if config.renamed:
                self.job.notes.append(f"{name}: v2 chooses the name of the file with the rows, not `{config.renamed}`")
        job["task"] = task
        if config.variables:
            job["environment_variables"] = dict(config.variables)
        if f"azureml:{config.compute}" != self._settings().get("default_compute"):
            job["compute"] = f"azureml:{config.compute}"
        return job

    def _cut(self, name: str, said: object, config: ParallelConfig) -> object:
        """The input that is cut into mini-batches: v1 mounts files, whatever is said, and reads tables as they are."""
        source = str(said.get("source")) if isinstance(said, dict) else ""
        if source in self.parameters:
            raise Manual(f"its input `{source}` is a pipeline parameter, which v1 does not cut into mini-batches")
        made = self._source(source, "ro_mount")
        data = mapping(self.references, source).get("dataset_name")
        if data is None or config.counts_files or not isinstance(made, dict):
            return made
        self.job.notes.append(f"{name}: if `{data}` was registered as files: uri_folder, mounted (ro_mount)")
        return {**made, "type": "mltable", "mode": "direct"}

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
        words = [self._word(one, step) for one in _words(step)]
        return " ".join([*prefix, "python", shlex.quote(script), *words]), variables, values

    def _word(self, text: str, step: Mapping[str, object]) -> str:
        match = _REFERENCE.fullmatch(text)
        if match is None or match["name"] not in mapping(step, f"{match['kind']}s"):
            place, port = next(((one, port) for one, port in _places(step) if _is_in(text, one)), ("", ""))
            return port + shlex.quote(text[len(place) :]) if text != place else port
        kind = "outputs" if match["kind"] == "output" else "inputs"
        return _expression(kind, match["name"])

    def _inputs(self, step: Mapping[str, object]) -> dict[str, object]:
        found: dict[str, object] = {}
        for name, said in {**mapping(step, "inputs"), **mapping(step, "side_inputs")}.items():
            if not isinstance(said, dict) or not self._is_named(step, "input", str(name), said):
                raise Manual(f"where its input `{name}` lies on the compute is said in the command in v2")
            mode = _MODES.get(str(said.get("bind_mode") or said.get("type") or "mount"))
            source = said.get("source")
            if mode is None or source is None:
                raise Manual(f"its input `{name}` has no source, or a mode that v1 does not know")
            found[names.port(str(name))] = self._source(str(source), mode)
        return found

    def _is_named(self, step: Mapping[str, object], kind: str, name: str, said: Mapping[str, object]) -> bool:
        """Whether an argument says where it lies on the compute, which v2 chooses."""
        place = said.get("path_on_compute")
        if not place:
            return True
        message = f"v2 chooses where `{name}` lies on the compute: the script gets the path as argument"
        self.job.notes.append(message)
        named = (f"{kind}:{name}", f"side_{kind}:{name}")
        return any(word in named or _is_in(word, str(place)) for word in _words(step))

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
            version = said.get("dataset_version") or "latest"
            version = "@latest" if version == "latest" else f":{version}"
            return {"type": "uri_folder", "path": f"azureml:{said['dataset_name']}{version}", "mode": mode}
        raise Manual(f"its input `{source}` is no data that v2 reads in this way")

    def _outputs(self, step: Mapping[str, object]) -> dict[str, dict[str, object]]:
        found: dict[str, dict[str, object]] = {}
        for name, said in mapping(step, "outputs").items():
            if not isinstance(said, dict) or not self._is_named(step, "output", str(name), said):
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


def _check_keys(step: Mapping[str, object], known: frozenset[str]) -> None:
    unknown = sorted(set(map(str, step)) - known)
    if unknown:
        raise Manual(f"`{unknown[0]}` has no counterpart that is known")


def _words(step: Mapping[str, object]) -> list[str]:
    arguments = step.get("arguments") or []
    if not isinstance(arguments, list):
        raise Manual("its arguments are no list of words")
    return [str(one) for one in arguments]


def _typed(step: Mapping[str, object]) -> Mapping[str, object]:
    """A step of the older form, whose settings stand in a section that is named after its kind, in the newer one."""
    for section, kind in _SECTIONS.items():
        if section in step:
            outer = {key: value for key, value in step.items() if key != section}
            return {**mapping(step, section), **outer, "type": kind}
    return step


def _places(step: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """The places on the compute that a step gives its inputs and outputs, with the expressions for them."""
    for kind, section in (("inputs", "inputs"), ("inputs", "side_inputs"), ("outputs", "outputs")):
        for name, said in mapping(step, section).items():
            if isinstance(said, dict) and said.get("path_on_compute"):
                yield str(said["path_on_compute"]).rstrip("/"), _expression(kind, str(name))


def _is_in(text: str, place: str) -> bool:
    return text == place or text.startswith(place.rstrip("/") + "/")


def _expression(kind: str, name: str) -> str:
    return f"${{{{{kind}.{names.port(name)}}}}}"
