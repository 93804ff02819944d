"""Edits of the right pipeline that make it another one, and what the comparison must name for each."""

from __future__ import annotations

from tests.verify.compare.edits import COMPONENT, PREP, PUBLISH, REPORT, SCORE, TRAIN, TUNE, Edit
from tests.verify.compare.wrong_settings import SETTINGS

_ARGUMENTS = [
    Edit(
        "argument order",
        '--share 0.5"\n        " --mode train',
        '--mode train"\n        " --share 0.5',
        PREP,
        "arguments[6]",
    ),
    Edit(
        "positional references swapped",
        "--model ${{inputs.model}} --best ${{inputs.best}}",
        "--model ${{inputs.best}} --best ${{inputs.model}}",
        PUBLISH,
        "inputs.model",
        COMPONENT,
    ),
    Edit("dropped argument", " --recipients ops", "", REPORT, "arguments"),
    Edit("dropped flag value", "--mode train", "--mode", PREP, "arguments"),
    Edit("added argument", "--recipients ops", "--recipients ops --verbose", REPORT, "arguments"),
    Edit("literal changed", "--mode train", "--mode test", PREP, "arguments"),
    Edit("number changed", "--share 0.5", "--share 0.05", PREP, "arguments"),
    Edit("whole number written as a fraction", "--threshold 0.25", "--threshold 1.0", SCORE, "arguments"),
    Edit("upper case", "--target production", "--target Production", PUBLISH, "arguments", COMPONENT),
    Edit("literal not quoted", "--note 'a; b'", "--note a; b", PREP, "arguments"),
    Edit("glob not quoted", "--recipients ops", "--recipients ops*", REPORT, "arguments"),
    Edit("shell variable", "--recipients ops", "--recipients $OPS", REPORT, "arguments"),
    Edit("pipe", "--recipients ops", "--recipients ops | tee log", REPORT, "arguments"),
    Edit("parameter not quoted", '\\"${{inputs.title}}\\"', "${{inputs.title}}", PREP, "arguments"),
    Edit("parameter instead of literal", "--share 0.5", '--share \\"${{inputs.title}}\\"', PREP, "arguments"),
    Edit("literal instead of parameter", "--epochs ${{inputs.epochs}}", "--epochs 10", TRAIN, "arguments"),
    Edit("glued to another flag", "--rate=${{inputs.rate}}", "--rate ${{inputs.rate}}", TRAIN, "arguments"),
    Edit("another script", "python train.py", "python prep.py", TRAIN, "program"),
    Edit("another interpreter", "python report.py", "python -u report.py", REPORT, "program"),
    Edit("another entry script", 'entry_script="score.py"', 'entry_script="report.py"', SCORE, "program"),
    Edit("hyperparameter under another flag", "--learning-rate", "--lr", TUNE, "arguments"),
    Edit(
        "literal promoted to an input with another default",
        "--recipients ops",
        "--recipients ${{inputs.who}}",
        REPORT,
        "arguments",
        more=(('"scores": Input(type="uri_file")', '"scores": Input(type="uri_file"), "who": "finance"'),),
    ),
]

_SAME_PORTS = [
    Edit(
        "two outputs made one",
        "--model ${{outputs.model}} &&",
        "--model ${{outputs.model}} --log ${{outputs.model}} &&",
        TRAIN,
        "arguments",
    ),
    Edit(
        "two searched values made one",
        "--learning-rate ${{inputs.learning_rate}}",
        "--learning-rate ${{inputs.depth}}",
        TUNE,
        "sweep.space",
    ),
    Edit("zero in front", "--share 0.5", "--share 00.5", PREP, "arguments"),
    Edit(
        "mark in an output that is a file",
        '"done": Output(type="uri_folder")',
        '"done": Output(type="uri_file")',
        TRAIN,
        "outputs.done",
    ),
]

_EDGES = [
    Edit("wrong edge", "best=tune.outputs.best)", "best=train.outputs.model)", PUBLISH, "inputs.best"),
    Edit(
        "wrong output of the right node",
        "model=train.outputs.model, best",
        "model=train.outputs.done, best",
        PUBLISH,
        "inputs.model",
    ),
    Edit(
        "pipeline input instead of an output",
        "data=prep.outputs.clean,\n        holidays",
        "data=raw,\n        holidays",
        TRAIN,
        "inputs.clean_data",
    ),
    Edit(
        "outside data instead of an output",
        "batches=prep.outputs.clean,",
        'batches=Input(type="uri_folder", path="azureml://datastores/sales/paths/clean"),',
        SCORE,
        "inputs.clean_batches",
    ),
    Edit(
        "missing order",
        "        after_train=train.outputs.done,\n",
        "",
        TUNE,
        "ordering",
        more=(('        "after_train": Input(type="uri_folder"),\n', ""),),
    ),
    Edit(
        "order after the wrong node",
        "after_train=train.outputs.done",
        "after_train=prep.outputs.clean",
        TUNE,
        "ordering",
    ),
    Edit(
        "order that v1 does not have",
        "scores=score.outputs.scores",
        "scores=score.outputs.scores, later=tune.outputs.best",
        REPORT,
        "ordering",
        more=(('"scores": Input(type="uri_file")', '"scores": Input(type="uri_file"), "later": Input()'),),
    ),
    Edit("mark also made after a failure", "&& echo done", "; echo done", TRAIN, "arguments"),
    Edit("mark that is never made", " && echo done > ${{outputs.done}}/done.txt", "", TRAIN, "outputs.done"),
]

_DATA = [
    Edit(
        "mode of an input",
        '"data": Input(type="uri_folder", mode="download")',
        '"data": Input(type="uri_folder")',
        TRAIN,
        "inputs.clean_data.mode",
    ),
    Edit(
        "mode of a pipeline input",
        'demand/raw", mode="download")',
        'demand/raw", mode="ro_mount")',
        PREP,
        "inputs.raw_data.mode",
    ),
    Edit("mode of an output", 'mode="upload", path', 'mode="rw_mount", path', PREP, "outputs.clean_data.mode"),
    Edit("path of the data", "paths/demand/raw", "paths/demand/clean", PREP, "inputs.raw_data"),
    Edit("datastore of the data", "datastores/sales", "datastores/archive", PREP, "inputs.raw_data"),
    Edit("version of a registered input", "azureml:holidays:3", "azureml:holidays:4", TRAIN, "inputs.holidays"),
    Edit("latest version instead", "azureml:holidays:3", "azureml:holidays@latest", TRAIN, "inputs.holidays"),
    Edit(
        "type of a pipeline input",
        'raw": Input(type="uri_folder")',
        'raw": Input(type="mltable")',
        PREP,
        "inputs.raw_data.type",
    ),
    Edit(
        "type of an output",
        '"clean": Output(type="uri_folder"',
        '"clean": Output(type="uri_file"',
        PREP,
        "outputs.clean_data.type",
    ),
    Edit("destination of an output", "paths/clean/${{name}}", "paths/clean", PREP, "outputs.clean_data.destination"),
    Edit("datastore of an output", "datastores/results", "datastores/sales2", PREP, "outputs.clean_data.destination"),
    Edit(
        "fixed folder for an output",
        'outputs={"best": Output(type="uri_folder")}',
        'outputs={"best": Output(type="uri_folder", path="azureml://datastores/workspaceblobstore/paths/best")}',
        TUNE,
        "outputs.best.destination",
    ),
    Edit("registration name", 'name="demand-model"', 'name="demand"', TRAIN, "outputs.model.registered_as"),
    Edit("no registration", ', name="demand-model"', "", TRAIN, "outputs.model.registered_as"),
    Edit(
        "registration that v1 does not have",
        'outputs={"best": Output(type="uri_folder")}',
        'outputs={"best": Output(type="uri_folder", name="best")}',
        TUNE,
        "outputs.best.registered_as",
    ),
    Edit(
        "output of the pipeline", 'return {"best": tune', 'return {"winner": tune', TUNE, "outputs.best.pipeline_output"
    ),
]

WRONG = [*_ARGUMENTS, *_SAME_PORTS, *_EDGES, *_DATA, *SETTINGS]
"""Every wrong edit; each field of the comparison is in at least one."""
