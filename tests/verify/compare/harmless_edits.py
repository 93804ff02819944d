"""Rewrites of the right pipeline that leave it the same pipeline."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from tests.verify.compare.right_pipeline import FILES

Files = Mapping[str, str]

REPORT_YAML = """\
type: command
name: report
display_name: Report
code: ../../src
command: python report.py --scores ${{inputs.scores}} --recipients ops
inputs:
  scores: {type: uri_file}
environment:
  image: mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1
  conda_file: ../../environments/demand.yaml
"""

CONDA = """\
name: demand
channels: [anaconda, conda-forge]
dependencies:
  - pip: ["joblib <2, >=1.2", Pandas==2.0.3]
  - scikit-learn =1.3
  - pip
  - python=3.10
"""

PUBLISH_INLINE = """\
publish_component = command(
    display_name="Publish",
    code="src",
    command="python publish.py --model ${{inputs.model}} --best ${{inputs.best}} --target production",
    inputs={"model": Input(type="uri_folder"), "best": Input(type="uri_folder")},
    environment="azureml:publish-env:4",
    environment_variables={"CHANNEL": "stable"},
    is_deterministic=False,
)
"""

INNER = """\
@dsl.pipeline()
def prepared(raw: Input(type="uri_folder"), text: str):
    first = prep_component(raw=raw, title=text)
    return {"cleaned": first.outputs.clean}


@dsl.pipeline(default_compute"""


def _pipeline(*replacements: tuple[str, str]) -> Callable[[], dict[str, str]]:
    """Replacements in the module, each of a text that is there."""

    def make() -> dict[str, str]:
        text = FILES["pipeline.py"]
        for old, new in replacements:
            assert old in text, old
            text = text.replace(old, new)
        return {**FILES, "pipeline.py": text}

    return make


def _with(files: Files, *replacements: tuple[str, str]) -> Callable[[], dict[str, str]]:
    return lambda: {**_pipeline(*replacements)(), **files}


def _every_compute() -> dict[str, str]:
    """Compute on each node instead of a default."""
    text = _pipeline(('default_compute="cpu", ', ""))()["pipeline.py"]
    for node in ("prep", "tune", "score", "report"):
        text = re.sub(
            rf"\n    {node} = [^\n]*\n(?:        [^\n]*\n)*(?:    \)\n)?", rf'\g<0>    {node}.compute = "cpu"\n', text
        )
    return {**FILES, "pipeline.py": text}


HARMLESS: dict[str, Callable[[], dict[str, str]]] = {
    "renamed ports": _pipeline(
        ("outputs.clean", "outputs.cleaned"),
        ('"clean": Output', '"cleaned": Output'),
        ("inputs.raw}", "inputs.origin}"),
        ('"raw": Input', '"origin": Input'),
        ("prep_component(raw=", "prep_component(origin="),
    ),
    "YAML for inline, the environment in a file": _with(
        {"components/report/component.yaml": REPORT_YAML, "environments/demand.yaml": CONDA},
        (
            "report_component = command(",
            'report_component = load_component("components/report/component.yaml")\nunused = dict(',
        ),
    ),
    "inline for YAML": _pipeline(
        ('publish_component = load_component(source="components/publish/component.yaml")\n', PUBLISH_INLINE)
    ),
    "reordered arguments of a builder": _pipeline(
        ('    display_name="Train",\n    code="src",\n', '    code="src",\n    display_name="Train",\n'),
        (
            '"holidays": Input(type="uri_folder"),\n        "epochs": Input(type="integer"),',
            '"epochs": Input(type="integer"),\n        "holidays": Input(type="uri_folder"),',
        ),
    ),
    "compute on each node instead of a default": _every_compute,
    "default compute under its other name": _pipeline(('default_compute="cpu"', 'compute="cpu"')),
    "literal promoted to an input with a default": _pipeline(
        ("--recipients ops", "--recipients ${{inputs.who}}"),
        (
            '"scores": Input(type="uri_file")',
            '"scores": Input(type="uri_file"), "who": Input(type="string", default="ops")',
        ),
    ),
    "literal given where the component is called": _pipeline(
        ("--recipients ops", "--recipients '${{inputs.who}}'"),
        ('"scores": Input(type="uri_file")', '"scores": Input(type="uri_file"), "who": Input(type="string")'),
        ("report_component(scores", 'report_component(who="ops", scores'),
    ),
    "other quotes": _pipeline(("--note 'a; b'", '--note \\"a; b\\"')),
    "backslashes instead of quotes": _pipeline(("--note 'a; b'", "--note a\\\\;\\\\ b")),
    "single quotes around a parameter": _pipeline(('\\"${{inputs.title}}\\"', "'${{inputs.title}}'")),
    "quotes that are not needed": _pipeline(("--recipients ops", "'--recipients' \\\"ops\\\"")),
    "more blanks in the command": _pipeline(("--share 0.5", "  --share   0.5 ")),
    "another spelling of a number": _pipeline(("--share 0.5", "--share 5e-1")),
    "order of packages and channels": _pipeline(
        ('["anaconda", "conda-forge"]', '["conda-forge", "anaconda"]'),
        (
            '["python=3.10", "scikit-learn=1.3", {"pip": ["pandas==2.0.3", "joblib>=1.2,<2"]}]',
            '[{"pip": ["joblib<2,>=1.2", "Pandas == 2.0.3"]}, "pip", "scikit-learn=1.3", "python=3.10"]',
        ),
    ),
    "order of variables": _pipeline(
        ('{"OMP_NUM_THREADS": "1", "STAGE": "test"}', '{"STAGE": "test", "OMP_NUM_THREADS": "1"}')
    ),
    "a number as the value of a variable": _pipeline(('"OMP_NUM_THREADS": "1"', '"OMP_NUM_THREADS": 1')),
    "display names in another spelling": _pipeline(('"Prepare data"', '"prepare-data"'), ('"Score"', '"SCORE"')),
    "other display names, same variables": _pipeline(
        ('display_name="Report"', 'display_name="Send it"'),
        ("report = ", "report_step = "),
        ("report.env", "report_step.env"),
    ),
    "no display names": _pipeline(('    display_name="Train",\n', "")),
    "other names of the nodes": _pipeline(("prep = ", "first = "), ("prep.outputs", "first.outputs")),
    "data where it is used instead of an input": _pipeline(
        ('    raw: Input(type="uri_folder"),\n', ""),
        ("prep_component(raw=raw", "prep_component(raw=RAW"),
        (
            '    raw=Input(type="uri_folder", path="azureml://datastores/sales/paths/demand/raw", mode="download"),\n',
            "",
        ),
        (
            "variables = {",
            'RAW = Input(path="azureml://datastores/sales/paths/demand/raw/", mode="download")\nvariables = {',
        ),
    ),
    "the long form of an address": _pipeline(
        ("azureml://datastores/sales", "azureml://subscriptions/s/resourcegroups/g/workspaces/w/datastores/sales")
    ),
    "a pipeline inside the pipeline": _pipeline(
        ("@dsl.pipeline(default_compute", INNER),
        ("prep = prep_component(raw=raw, title=title)", "prep = prepared(raw=raw, text=title)"),
        ("prep.outputs.clean", "prep.outputs.cleaned"),
    ),
    "defaults written out": _pipeline(
        ('"holidays": Input(type="uri_folder")', '"holidays": Input(type="uri_folder", mode="ro_mount")'),
        ('outputs={"best": Output(type="uri_folder")}', 'outputs={"best": Output(type="uri_folder", mode="rw_mount")}'),
        (
            'command="python report.py',
            'instance_count=1,\n    is_deterministic=True,\n    shm_size="2g",\n    command="python report.py',
        ),
        ("continue_on_step_failure=False", "continue_on_step_failure=False, force_rerun=False"),
    ),
    "an optional argument without a value": _pipeline(
        ("--recipients ops", "--recipients ops $[[--until ${{inputs.until}}]]"),
        (
            '"scores": Input(type="uri_file")',
            '"scores": Input(type="uri_file"), "until": Input(type="string", optional=True)',
        ),
    ),
    "an optional argument with a value": _pipeline(
        ("--recipients ops", "$[[--recipients ${{inputs.who}}]]"),
        (
            '"scores": Input(type="uri_file")',
            '"scores": Input(type="uri_file"), "who": Input(type="string", optional=True)',
        ),
        ("report_component(scores", 'report_component(who="ops", scores'),
    ),
    "the mark made with touch": _pipeline(("echo done > ${{outputs.done}}/done.txt", "touch ${{outputs.done}}/done")),
    "a named environment": _pipeline(
        ("environment = Environment(\n", 'environment = Environment(\n    name="demand",\n')
    ),
    "an object for the sampling": _pipeline(
        ('sampling_algorithm="random"', "sampling_algorithm=RandomSamplingAlgorithm()"),
        ("Choice, Uniform", "Choice, RandomSamplingAlgorithm, Uniform"),
    ),
    "settings of the parallel node on the node": _pipeline(
        ("    error_threshold=7,\n", ""),
        ("report = report_component", "score.error_threshold = 7\n    report = report_component"),
    ),
    "settings of the job set afterwards": _pipeline(
        (", continue_on_step_failure=False", ""),
        ("job.experiment_name", "job.settings.continue_on_step_failure = False\njob.experiment_name"),
    ),
    "a page beside the scripts": _with({"src/README.md": "what is in here\n"}),
    "a comment in a script": _with({"src/train.py": '# says what it does\nprint( "train" )\n'}),
    "one more output of the pipeline": _pipeline(('return {"best"', 'return {"model": train.outputs.model, "best"')),
    "order by an output that is written anyway": _pipeline(
        ("after_train=train.outputs.done", "after_train=train.outputs.model")
    ),
}
