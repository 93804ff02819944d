"""Write the YAML of v2 jobs beside the files of v1 that said what runs: run configurations and pipelines."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from migrate.conversion import ConvertedFile, FileKind, NewFile
from migrate.decisions.files.beside import Beside
from migrate.decisions.files.file_packages import packages_of
from migrate.decisions.files.packages import Said
from migrate.decisions.files.parallel_config import HEAD
from migrate.decisions.files.pipeline_yaml import job_path, line_of_pipeline, pipeline_of
from migrate.decisions.files.run_configuration import environment_alone, job_of, text_of
from migrate.decisions.rule import Manual
from migrate.errors import ReadError
from migrate.ledger import Kind, Location, Outcome, Use
from migrate.project.text_file import TextDocument, read_text
from migrate.rules.runconfig_file import RULE as RUNCONFIG

_RUN = Said(RUNCONFIG.code, RUNCONFIG.url)
_LOAD = "azureml.pipeline.core.Pipeline.load_yaml"
_LOAD_CONFIG = "azureml.pipeline.steps.ParallelRunConfig.load_yaml"
_FAILS = "the job fails there until its command is written"


@dataclass(frozen=True)
class JobFiles:
    """The files of one project.

    Args:
        files: all of them, relative to its root.
        data: what is in one of them.
        found: what became of the files around the code, to be added to.
    """

    files: Collection[str]
    data: Callable[[str], bytes]
    found: dict[str, ConvertedFile]

    def run_configuration(self, name: str, code: Iterable[ConvertedFile]) -> None:
        """A run configuration stays; the job that it stands for is written beside it, if it is not there yet.

        Of one that names no script, which the command that submits it does, it is the environment.
        """
        try:
            document = read_text(name, self.data(name), FileKind.RUNCONFIG)
            content = YAML(typ="safe").load(document.text)
        except (OSError, ReadError, YAMLError, ValueError) as error:
            unread = TextDocument(name, FileKind.RUNCONFIG, b"", "", "utf-8", b"")
            self.found[name] = ConvertedFile(unread, error=f"{name}: cannot be read as YAML: {error}")
            return
        if isinstance(content, dict) and HEAD in content:
            self.parallel_config(document, code)
            return
        result = self.found[name] = ConvertedFile(document)
        place, path = Location(name, 1), job_path(name)
        try:
            environment = environment_alone(name, content, self._is_there)
            if environment is not None:
                path = f"{name.removesuffix('.runconfig')}.environment.yml"
                self._write(environment, path, place, result)
                message = f"it names no script: its environment is {path}, for a job that names both"
            else:
                self._write(job_of(name, content, self._is_there), path, place, result)
                message = f"the job is {path}"
            verdict = _RUN.verdict(Outcome.CHANGED, f"{message}; this file is for SDK v1 only", path)
        except Manual as reason:
            verdict = _RUN.verdict(Outcome.MANUAL, f"write a command job: {reason}")
        result.ledger.add(Use(Kind.FILE, "azureml.core.RunConfiguration", "", place, verdict))

    def pipeline(self, document: TextDocument) -> None:
        """The YAML of a v1 pipeline, as ``Pipeline.load_yaml`` and ``az ml pipeline create`` take it."""
        name, text = document.path, document.text
        line, path = line_of_pipeline(text), job_path(name)
        if line is None:
            return
        result = self.found[name] = ConvertedFile(document)
        place = Location(name, line)
        try:
            job = pipeline_of(name, Beside(posixpath.dirname(name), self._is_there, self.data))
            self._write(job.content, path, place, result)
            for file, content in job.components.items():
                self._write(content, posixpath.join(posixpath.dirname(path), file), place, result)
        except Manual as reason:
            message = f"v2 reads another YAML, with the steps as jobs of a pipeline job: {reason}"
            verdict = _RUN.verdict(Outcome.MANUAL, message, "az ml job create --file pipeline.yml")
            result.ledger.add(Use(Kind.FILE, _LOAD, "", place, verdict, line))
            return
        message = "; ".join([f"the job is {path}", "this file is for SDK v1 only", *job.notes])
        verdict = _RUN.verdict(Outcome.CHANGED, message, path)
        result.ledger.add(Use(Kind.FILE, _LOAD, "", place, verdict, line))
        for step, reason_left in job.left.items():
            match = re.search(rf"(?m)^[ \t]+[\"']?{re.escape(str(step))}[\"']?[ \t]*:", text)
            number = text.count("\n", 0, match.start()) + 1 if match is not None else line
            verdict = _RUN.verdict(Outcome.MANUAL, f"{step}: {reason_left}; {_FAILS}", path)
            result.ledger.add(Use(Kind.FILE, f"{_LOAD}.steps", str(step), Location(name, number), verdict, number))

    def parallel_config(self, document: TextDocument, code: Iterable[ConvertedFile]) -> None:
        """The YAML of a ``ParallelRunConfig``, which belongs to a pipeline: no job of v2 is made of it alone."""
        head = re.search(rf"(?m)^{HEAD}:", document.text)
        if head is None:
            return
        line = document.text.count("\n", 0, head.start()) + 1
        uses = (use for result in code if not result.error for use in result.ledger if use.symbol == _LOAD_CONFIG)
        if any(use.verdict is not None and use.verdict.outcome is Outcome.MANUAL for use in uses):
            verdict = _RUN.verdict(Outcome.MANUAL, "the code that loads it stays v1: write what it says into that code")
        else:
            verdict = _RUN.verdict(Outcome.CHANGED, "its pipeline says the same in v2; this file is for SDK v1 only")
        result = self.found.setdefault(document.path, ConvertedFile(document))
        result.ledger.add(Use(Kind.FILE, _LOAD_CONFIG, "", Location(document.path, line), verdict, line))

    def _is_there(self, place: str) -> bool:
        return any(name == place or name.startswith(f"{place}/") for name in self.files)

    def _write(self, job: Mapping[str, object], path: str, place: Location, result: ConvertedFile) -> None:
        """Write a job, unless it is there.

        Raises:
            Manual: it holds a secret.
        """
        text = text_of(job)
        try:
            known = self.data(path).decode("utf-8", "replace")
        except OSError:
            known = None
        result.packages_of_jobs += packages_of(path, job)
        if known != text:
            result.new_files.append(NewFile(path, text, place))
