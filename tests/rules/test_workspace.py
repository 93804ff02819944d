"""``Workspace`` becomes an ``MLClient`` under whatever name, and however it was imported."""

from __future__ import annotations

import pytest

from tests.conversion import assert_becomes, assert_converts, assert_stable, convert


def test_arguments_by_position() -> None:
    assert_converts(
        """\
from azureml.core import Workspace

workspace = Workspace("my-subscription", "my-group", "my-workspace")
""",
        """\
from azure.ai.ml import MLClient
from azure.identity import DefaultAzureCredential

workspace = MLClient(
    DefaultAzureCredential(),
    subscription_id="my-subscription",
    resource_group_name="my-group",
    workspace_name="my-workspace",
)
""",
    )


def test_arguments_by_keyword_in_any_order() -> None:
    assert_converts(
        """\
from azureml.core import Workspace

workspace = Workspace(workspace_name=names.workspace, resource_group=names.group, subscription_id=names.subscription)
""",
        """\
from azure.ai.ml import MLClient
from azure.identity import DefaultAzureCredential

workspace = MLClient(
    DefaultAzureCredential(),
    subscription_id=names.subscription,
    resource_group_name=names.group,
    workspace_name=names.workspace,
)
""",
    )


def test_an_alias_of_the_module() -> None:
    assert_converts(
        """\
import azureml.core as aml

ws = aml.Workspace.from_config(path="settings/config.json")
print(ws.name)
""",
        """\
from azure.ai.ml import MLClient
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential(), path="settings/config.json")
print(ws.workspace_name)
""",
    )


def test_an_alias_of_the_class() -> None:
    assert_converts(
        """\
from azureml.core.workspace import Workspace as W

client = W.from_config()
""",
        """\
from azure.ai.ml import MLClient
from azure.identity import DefaultAzureCredential

client = MLClient.from_config(DefaultAzureCredential())
""",
    )


def test_a_module_imported_by_its_full_name() -> None:
    assert_converts(
        """\
import azureml.core.workspace

ws = azureml.core.workspace.Workspace.from_config()
""",
        """\
from azure.ai.ml import MLClient
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
""",
    )


def test_a_star_import() -> None:
    assert_converts(
        """\
from azureml.core import *

ws = Workspace.from_config()
print(ws.resource_group, ws.subscription_id)
""",
        """\
from azure.ai.ml import MLClient
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
print(ws.resource_group_name, ws.subscription_id)
""",
    )


def test_a_star_import_that_stays_does_not_hide_what_is_imported() -> None:
    assert_becomes(
        """\
from azureml.core import Workspace
from azureml.core.compute import *

ws = Workspace.from_config()
DataFactoryCompute(ws, "adf")
for target in list(ws.compute_targets):
    if type(target) is AmlCompute:
        print(target)
""",
        """\
from azure.ai.ml import MLClient
from azure.ai.ml.entities import AmlCompute as AmlComputeV2
from azure.identity import DefaultAzureCredential
# TODO(azureml-migrate AML001): the v1 code below still needs this
from azureml.core.compute import *

ws = MLClient.from_config(DefaultAzureCredential())
# TODO(azureml-migrate AML203): Data Factory cannot be attached with the public entities of v2; cop…
DataFactoryCompute(ws, "adf")
for target in list({target.name: target for target in ws.compute.list()}):
    if type(target) is AmlComputeV2:
        print(target)
""",
    )


def test_one_of_several_imported_names() -> None:
    """Names of other packages on the same line stay."""
    assert_converts(
        """\
import os, azureml.core, sys

ws = azureml.core.Workspace.from_config()
print(os.name, sys.argv, azureml.core.VERSION)
""",
        """\
import azure.ai.ml
from azure.ai.ml import MLClient
from azure.identity import DefaultAzureCredential
import os, sys

ws = MLClient.from_config(DefaultAzureCredential())
print(os.name, sys.argv, azure.ai.ml.__version__)
""",
    )


def test_inside_a_function() -> None:
    assert_converts(
        """\
def connect():
    from azureml.core import Workspace

    return Workspace.from_config()


def main():
    ws = connect()
    print(ws.name, ws.location)


if __name__ == "__main__":
    main()
""",
        """\
from azure.ai.ml import MLClient
from azure.identity import DefaultAzureCredential


def connect():
    return MLClient.from_config(DefaultAzureCredential())


def main():
    ws = connect()
    print(ws.workspace_name, ws.workspaces.get(ws.workspace_name).location)


if __name__ == "__main__":
    main()
""",
    )


def test_a_parameter_with_an_annotation() -> None:
    assert_converts(
        """\
from azureml.core import Workspace


def show(ws: Workspace) -> None:
    print(ws.name, ws.tags)
""",
        """\
from azure.ai.ml import MLClient


def show(ws: MLClient) -> None:
    print(ws.workspace_name, ws.workspaces.get(ws.workspace_name).tags)
""",
    )


def test_a_parameter_that_its_callers_tell_about() -> None:
    assert_converts(
        """\
from azureml.core import Workspace


def show(place):
    print(place.name)


show(Workspace.from_config())
""",
        """\
from azure.ai.ml import MLClient
from azure.identity import DefaultAzureCredential


def show(place):
    print(place.workspace_name)


show(MLClient.from_config(DefaultAzureCredential()))
""",
    )


def test_a_parameter_that_its_use_tells_about() -> None:
    """Only a workspace can be the workspace of a datastore."""
    assert_converts(
        """\
from azureml.core import Datastore


def find(place):
    print(place.name)
    return Datastore.get(place, "sales")
""",
        """\
def find(place):
    print(place.workspace_name)
    return place.datastores.get("sales")
""",
    )


def test_an_attribute_of_an_instance() -> None:
    assert_converts(
        """\
from azureml.core import Workspace


class Project:
    def __init__(self):
        self.ws = Workspace.from_config()

    def name(self):
        return self.ws.name
""",
        """\
from azure.ai.ml import MLClient
from azure.identity import DefaultAzureCredential


class Project:
    def __init__(self):
        self.ws = MLClient.from_config(DefaultAzureCredential())

    def name(self):
        return self.ws.workspace_name
""",
    )


def test_values_from_the_environment() -> None:
    assert_converts(
        """\
import os

from azureml.core import Workspace

ws = Workspace.get(
    name=os.environ["WORKSPACE"],
    subscription_id=os.environ["SUBSCRIPTION"],
    resource_group=f"{os.environ['TEAM']}-group",
    auth=None,
)
""",
        """\
import os

from azure.ai.ml import MLClient
from azure.identity import DefaultAzureCredential

ws = MLClient(
    DefaultAzureCredential(),
    subscription_id=os.environ["SUBSCRIPTION"],
    resource_group_name=f"{os.environ['TEAM']}-group",
    workspace_name=os.environ["WORKSPACE"],
)
""",
    )


def test_details_are_an_entity() -> None:
    assert_converts(
        """\
from azureml.core import Workspace

ws = Workspace.from_config()
details = ws.get_details()
""",
        """\
from azure.ai.ml import MLClient
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
details = ws.workspaces.get(ws.workspace_name)
""",
    )
    read = convert("from azureml.core import Workspace\nprint(Workspace.from_config().get_details()['location'])\n")
    assert ".get_details()['location']" in read.text
    assert [use.symbol for use in read.manual if use.symbol.endswith("get_details")] != []


def test_one_of_two_branches() -> None:
    assert_converts(
        """\
from azureml.core import Workspace

if remote:
    ws = Workspace.from_config()
else:
    ws = Workspace.get("local", subscription_id="s", resource_group="g")
print(ws.name)
""",
        """\
from azure.ai.ml import MLClient
from azure.identity import DefaultAzureCredential

if remote:
    ws = MLClient.from_config(DefaultAzureCredential())
else:
    ws = MLClient(
        DefaultAzureCredential(),
        subscription_id="s",
        resource_group_name="g",
        workspace_name="local",
    )
print(ws.workspace_name)
""",
    )


def test_a_workspace_without_subscription_is_looked_for_in_the_one_that_a_variable_names() -> None:
    """v1 asks all subscriptions; MLClient cannot."""
    assert_converts(
        """\
from azureml.core import Workspace

ws = Workspace.get(name="my-workspace", resource_group="my-group")
""",
        """\
import os

from azure.ai.ml import MLClient
from azure.identity import DefaultAzureCredential

ws = MLClient(
    DefaultAzureCredential(),
    subscription_id=os.environ["AZURE_SUBSCRIPTION_ID"],
    resource_group_name="my-group",
    workspace_name="my-workspace",
)
""",
    )


def test_a_name_that_is_not_known_before_it_is_needed_is_left_to_a_person() -> None:
    assert_becomes(
        """\
from azureml.core import Workspace

ws = Workspace.get(ask())
""",
        """\
# TODO(azureml-migrate AML001): the v1 code below still needs this
from azureml.core import Workspace

# TODO(azureml-migrate AML101): MLClient needs the resource group, too
ws = Workspace.get(ask())
""",
    )


def test_where_the_workspace_stays_v1_so_does_all_that_needs_it() -> None:
    source = """\
from azureml.core import Experiment, Run, Workspace
from azureml.core.compute import AmlCompute, ComputeTarget
from azureml.core.compute_target import ComputeTargetException

ws = Workspace.setup()
try:
    target = ComputeTarget(workspace=ws, name="cpu")
except ComputeTargetException:
    config = AmlCompute.provisioning_configuration(vm_size="STANDARD_D2_V2", max_nodes=4)
    target = ComputeTarget.create(ws, "cpu", config)
experiment = Experiment(ws, "churn")
print(Run(experiment, "abc").get_status())
"""
    text = convert(source).text
    code = [line for line in text.splitlines() if "# TODO(azureml-migrate" not in line]
    assert "\n".join([*code, ""]) == source


FROM_ELSEWHERE = """\
from azureml.core import Experiment
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep
{imports}
sales = {name}.datasets["sales"]
step = PythonScriptStep(
    "prep.py", arguments=[sales.as_named_input("sales").as_mount()], source_directory="src", compute_target="cpu"
)
pipeline = Pipeline({name}, steps=[step])
Experiment({name}, "prep").submit(pipeline)
"""


@pytest.mark.parametrize(
    ("name", "imports"),
    [("ws", ""), ("workspace", ""), ("ws", "from shared import ws\n"), ("my_ws", "from shared import ws as my_ws\n")],
)
def test_a_workspace_that_other_code_gives(name: str, imports: str) -> None:
    """A cell above, ``%run``, or a package that is not in the project."""
    converted = convert(FROM_ELSEWHERE.format(name=name, imports=imports))
    assert not converted.manual
    assert 'sales = Input(type="uri_folder", path="azureml:sales@latest", mode="ro_mount")\n' in converted.text
    assert f'\n{name}.jobs.create_or_update(pipeline, experiment_name="prep")\n' in converted.text
    assert_stable(converted)


def test_a_sheet_is_no_workspace() -> None:
    text = 'ws = book.active\nws.compute_targets["A1"] = total\nother_ws.title = "Total"\n'
    assert convert(text).text == text


def test_data_that_other_code_gives() -> None:
    """It may be of v1: its methods are not called on it in v2."""
    text = FROM_ELSEWHERE.format(name="ws", imports="").replace(
        'sales = ws.datasets["sales"]', "from shared import sales"
    )
    converted = convert(text)
    assert "the pipeline is not converted: which data `sales` stands for is not known" in converted.text
    assert '    "prep.py", arguments=[sales.as_named_input("sales").as_mount()], ' in converted.text
    assert_stable(converted)


def test_a_class_that_is_derived_from_the_workspace_stays_v1() -> None:
    code = (
        "from azureml.core import Workspace\n\n\n"
        'class Named(Workspace):\n    def __init__(self, name):\n        super().__init__("sub", "group", name)\n'
    )
    text = convert(code).text
    assert "class Named(Workspace):" in text
    assert "AML101): a class is derived from it" in text
