"""Commands of the Azure CLI, in scripts and in lines of notebooks."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.around.test_surroundings import CODE, CODE_V2
from tests.conversion import assert_same, convert_project, notebook


def test_commands_in_lines_of_notebooks(tmp_path: Path) -> None:
    cells = (
        CODE + "!az extension add -n azure-cli-ml\nx = !az ml computetarget list -g {g} -w {ws.name}\nprint(x)",
        "%%sh\naz ml model list\n",
        "!az ml run show -r {ws.name} \\\n  -g {g}\n!az ml computetarget delete \\\n  -n x\n1",
    )
    found = convert_project(tmp_path, {"a.ipynb": notebook(*cells)})["a.ipynb"]
    assert [cell["source"] for cell in json.loads(found.text)["cells"]] == [
        CODE_V2 + "!az extension add -n ml\nx = !az ml compute list -g {g} -w {ws.workspace_name}\nprint(x)",
        "%%sh\naz ml model list\n",
        "!az ml job show \\\n  -n {ws.workspace_name} \\\n  -g {g}\n!az ml compute delete \\\n  -n x \\\n  --yes\n1",
    ]


def test_one_command_for_a_person_keeps_the_others_of_the_notebook(tmp_path: Path) -> None:
    cell = "!az ml computetarget list\n!az ml run submit-script -c x train.py"
    found = convert_project(tmp_path, {"a.ipynb": notebook(cell, CODE)})["a.ipynb"]
    assert json.loads(found.text)["cells"][0]["source"] == cell
    assert [(use.location.cell, use.location.line) for use in found.manual] == [(0, 1), (0, 2)]


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        (
            ".github/workflows/train.yml",
            "on: push\njobs:\n  a:\n    steps:\n    - run: 'az extension add -n azure-cli-ml --yes'  # CLI\n"
            "    - run: |\n        # az ml folder attach -w x\n"
            "        az ml folder attach -w ${{ secrets.W }} -g $G -e x\n        pip install azureml-sdk pytest\n",
            "on: push\njobs:\n  a:\n    steps:\n    - run: 'az extension add -n ml --yes'  # CLI\n"
            "    - run: |\n        # az ml folder attach -w x\n"
            "        az configure --defaults workspace=${{ secrets.W }} group=$G\n"
            "        pip install azure-ai-ml azure-identity pytest\n",
        ),
        (
            "Makefile",
            "all:\n\taz ml computetarget create amlcompute \\\n\t  -n cpu --vm-size X \\\n"
            "\t  --max-nodes 2\n\techo done\n",
            "all:\n\taz ml compute create --type amlcompute \\\n\t  -n cpu \\\n\t  --size X \\\n"
            "\t  --max-instances 2 \\\n\t  --idle-time-before-scale-down 1800\n\techo done\n",
        ),
        (
            "Dockerfile",
            "RUN az login && az ml run show -r $RUN -e train || az ml computetarget delete --name=$C\r\n",
            "RUN az login && az ml job show -n $RUN || az ml compute delete --name $C --yes\r\n",
        ),
        (
            "azure-pipelines.yml",
            "steps:\n- task: AzureCLI@2\n  inputs:\n    inlineScript: 'az extension add -n azure-cli-ml && "
            "az ml folder attach -w $(W)'\n- bash: >-\n    pip install\n    azureml-sdk\n    pandas\n"
            "- script: >-\n    az ml computetarget create amlcompute\n    -n cpu --vm-size X\n    --max-nodes 2\n"
            '- bash: bash -lc "az ml computetarget delete\n    -n cpu"\n',
            "steps:\n- task: AzureCLI@2\n  inputs:\n    inlineScript: 'az extension add -n ml && "
            "az configure --defaults workspace=$(W)'\n- bash: >-\n    pip install\n    azure-ai-ml azure-identity\n"
            "    pandas\n- script: >-\n    az ml compute create --type amlcompute\n    -n cpu\n    --size X\n"
            "    --max-instances 2\n    --idle-time-before-scale-down 1800\n"
            '- bash: bash -lc "az ml compute delete\n    -n cpu\n    --yes"\n',
        ),
        (
            "make.sh",
            "result=$(az ml workspace create -w $WS --friendly-name x)\naz ml workspace delete --workspace-name w\n"
            "az ml workspace show -w w || az ml model register -n m -p m.pkl --model-framework Onnx -d 'my model'\n",
            "result=$(az ml workspace create -n $WS --display-name x)\naz ml workspace delete --name w --yes\n"
            "az ml workspace show -n w || az ml model create -n m --path m.pkl --description 'my model'\n",
        ),
    ],
)
def test_commands_of_the_azure_cli(tmp_path: Path, name: str, before: str, after: str) -> None:
    converted = convert_project(tmp_path / "once", {name: before, "code.py": CODE})
    assert_same(converted[name].text, after)
    assert converted[name].manual == []
    again = convert_project(tmp_path / "again", {path: one.text for path, one in converted.items()})
    assert name not in again or not again[name].result.changed


def test_the_advice_names_the_file_that_was_written(tmp_path: Path) -> None:
    run = "environment:\n  docker: {baseImage: ubuntu}\n  python: {userManagedDependencies: true}\n"
    script = (
        "az ml run submit-script -c train --ct $C -e sales -t run.json\n"
        "az ml run submit-script -c config/train.runconfig --async train.py --rate 5\n"
        "az ml run submit-script -g g -c any fit.py\n"
        "az ml run submit-script -c other fit.py\n"
        "az ml model register -n m -f run.json --asset-path outputs/m.pkl\n"
    )
    files = {".azureml/train.runconfig": f"script: train.py\n{run}", ".azureml/any.runconfig": run, "a.sh": script}
    found = convert_project(tmp_path, files)["a.sh"]
    assert [use.verdict.v2 for use in found.manual if use.verdict] == [
        "az ml job create --file .azureml/train.job.yml --stream --set experiment_name=sales --set compute=azureml:$C",
        'az ml job create --file .azureml/train.job.yml --stream --set command="python train.py --rate 5"',
        "az ml job create --file job.yml --stream, "
        "with the environment of .azureml/any.environment.yml and the command python fit.py",
        "az ml job create --file job.yml, with the script and its environment in the YAML",
        "az ml model create --name NAME --path PATH; of what a job wrote the path is "
        "azureml://jobs/NAME_OF_THE_JOB/outputs/artifacts/paths/PATH",
    ]


def test_the_extension_changes_with_the_commands_of_its_file(tmp_path: Path) -> None:
    """Otherwise they would run with that of v1."""
    script = "az extension add -n azure-cli-ml\naz ml run cancel -r $R\n"
    found = convert_project(tmp_path, {"a.sh": script, "b.sh": "az ml run submit-script -c train train.py\n"})
    assert found["a.sh"].text == "az extension add -n ml\naz ml job cancel -n $R\n"
    assert found["a.sh"].manual == []


def test_commands_without_a_counterpart_are_told_and_keep_the_others(tmp_path: Path) -> None:
    """Both extensions cannot be installed at a time."""
    script = (
        "az extension add -n azure-cli-ml\n"
        "az ml folder attach -w w -g g\n"
        "az ml run submit-script -c train train.py\n"
        "az ml run show -r x --query status\n"
        "az ml model show -i x:1\n"
        "az ml workspace show -w w | jq -r .location\n"
        "az ml workspace share -w w --role Reader --user me@example.org\n"
    )
    files = {"a.sh": script, "b.sh": "az extension add -n azure-cli-ml\n", "c.sh": "az ml run cancel -r $R -e x\n"}
    converted = convert_project(tmp_path, files)
    assert [converted[name].text for name in files] == [script, files["b.sh"], "az ml job cancel -n $R\n"]
    told = [(use.symbol, use.verdict.v2) for name in files for use in converted[name].ledger if use.verdict is not None]
    assert told == [
        ("az extension add", "az extension add -n ml"),
        ("az ml folder attach", "az configure --defaults workspace=w group=g"),
        ("az ml run submit-script", "az ml job create --file job.yml, with the script and its environment in the YAML"),
        ("az ml run show", "az ml job show"),
        ("az ml model show", "az ml model show --name NAME --version VERSION"),
        ("az ml workspace show", "az ml workspace show"),
        ("az ml workspace share", "az role assignment create --assignee USER --role ROLE --scope ID_OF_THE_WORKSPACE"),
        ("az extension add", "az extension add -n ml"),
        ("az ml run cancel", "az ml job cancel -n $R"),
    ]


def test_steps_of_build_servers_that_speak_to_v1_are_told(tmp_path: Path) -> None:
    text = (
        "steps:\n  - uses: Azure/aml-run@v1\n  - uses: azure/login@v1\n    # - uses: azure/aml-deploy@v1\n"
        "- task: ms-air.vss-services-azureml.azureml-restApi-task.MLPublishedPipelineRestAPITask@0\n"
        "- task: AzureMLJobWaitTask@1\n- task: 'AMLModelDeploy@0'\n"
    )
    found = convert_project(tmp_path, {"a.yml": text})["a.yml"]
    assert found.text == text
    assert [(use.location.line, use.symbol) for use in found.manual] == [
        (2, "Azure/aml-run"),
        (5, "MLPublishedPipelineRestAPITask"),
        (7, "AMLModelDeploy"),
    ]


def test_commands_that_code_runs_are_told_and_keep_the_extension(tmp_path: Path) -> None:
    code = f"""\
import os, shlex, subprocess, sys
{CODE}
subprocess.check_call([sys.executable, "-m", "pip", "install", "-q", "azureml-sdk", "pandas"])
subprocess.run(["az", "ml", "computetarget", "delete", "-n", name, "-g", "my group"])
cancel = f"az ml run cancel -r {{run.id}}"
os.system(cancel)
subprocess.run(shlex.split("az ml " + "run show -r x"))
os.system("pip install azureml-core; az ml model list")
print("az ml run cancel -r x")
os.system("pip install pandas")
help = "az ml run cancel -r x"
"""
    script = "az extension add -n azure-cli-ml\n"
    found = convert_project(tmp_path / "once", {"a.py": code, "a.sh": script})
    assert found["a.sh"].text == script
    told = sorted((use.location.line, use.symbol, use.verdict.message) for use in found["a.py"].manual if use.verdict)
    first = code.splitlines().index(
        'subprocess.check_call([sys.executable, "-m", "pip", "install", "-q", "azureml-sdk", "pandas"])'
    )
    assert [(line - first, symbol, message) for line, symbol, message in told] == [
        (1, "azureml-sdk", "code runs this: install azure-ai-ml, azure-identity instead"),
        (
            2,
            "az ml computetarget delete",
            'code runs this; write instead: az ml compute delete -n {name} -g "my group" --yes',
        ),
        (4, "az ml run cancel", "code runs this; write instead: az ml job cancel -n {run.id}"),
        (5, "az ml run show", "code runs this; write instead: az ml job show -n x"),
        (6, "azureml-core", "code runs this: install azure-ai-ml, azure-identity instead"),
    ]


def test_commands_in_what_nbconvert_writes_and_in_sessions_are_told(tmp_path: Path) -> None:
    code = f"""\
{CODE}
get_ipython().run_line_magic('pip', 'install --upgrade azureml-sdk==1.40 pandas')
get_ipython().magic('pip install azureml-core')
get_ipython().run_cell_magic('bash', '', 'echo a\\naz ml computetarget delete \\\\\\n  -n cpu\\n')
get_ipython().run_cell_magic('time', '', '!az ml run cancel -r x\\n')
dbutils.library.installPyPI("azureml-sdk", version="1.2")
session.install("pytest", "azureml-core")
session.run("pip", "install", "azureml-widgets")
"""
    found = convert_project(tmp_path, {"a.py": code})["a.py"]
    first = CODE.count("\n") + 1
    assert sorted((use.location.line - first, use.symbol) for use in found.manual) == [
        (1, "azureml-sdk"),
        (2, "azureml-core"),
        (3, "az ml computetarget delete"),
        (4, "az ml run cancel"),
        (5, "azureml-sdk"),
        (6, "azureml-core"),
        (7, "azureml-widgets"),
    ]


def test_commands_that_are_only_printed_do_not_hinder(tmp_path: Path) -> None:
    script = "echo 'then: az ml run submit-script -c x train.py'\naz ml run cancel -r x\n"
    found = convert_project(tmp_path, {"a.sh": script, "code.py": CODE})["a.sh"]
    assert_same(found.text, script.replace("az ml run cancel -r", "az ml job cancel -n"))
    assert found.manual == []


@pytest.mark.parametrize(
    "text",
    [
        "az extension remove -n azure-cli-ml\naz extension add -n ml\n",
        "az ml job create --file job.yml\naz ml model list -w w -g g\naz ml model package --name a --version 1\n",
        "echo az-ml run cancel\nxaz ml run cancel -r x\n",
        "az ml workspace create -n w -g g\naz ml workspace list\naz ml workspace show --name w\n",
    ],
)
def test_commands_of_v2_stay(tmp_path: Path, text: str) -> None:
    assert "a.sh" not in convert_project(tmp_path, {"a.sh": text, "code.py": CODE})
