"""``az ml`` commands of the v1 extension → those of the extension ``ml``"""

from __future__ import annotations

from migrate.decisions.rule import Example, Rule, learn

RULE = Rule(
    code="AML013",
    name="azure-cli",
    summary=(
        "az ml commands of the v1 extension, in shell scripts, makefiles, Dockerfiles and the YAML of build servers, "
        "become those of v2 where there is one for one; of the others, of those that Python code runs and of actions "
        "and tasks of build servers for v1, the report says what to write."
    ),
    url=learn("how-to-configure-cli"),
    examples=(
        Example(
            path="build.sh",
            code="from azureml.core import Workspace\n\nws = Workspace.from_config()\nprint(ws.name)\n",
            before="""\
az extension add -n azure-cli-ml
az ml folder attach -w "$WORKSPACE" -g "$GROUP"
az ml computetarget create amlcompute -n cpu --max-nodes 4 --vm-size Standard_D2_V2
az ml run cancel --run "$RUN"
""",
            after="""\
az extension add -n ml
az configure --defaults workspace="$WORKSPACE" group="$GROUP"
az ml compute create --type amlcompute -n cpu --max-instances 4 --size Standard_D2_V2 --idle-time-before-scale-down 1800
az ml job cancel --name "$RUN"
""",
        ),
    ),
)
