"""``env.register(ws)`` → ``ws.environments.create_or_update(env)``, and looking environments up"""

from __future__ import annotations

import libcst as cst

from migrate.decisions.context import Context, plain_name, receiver_of, single
from migrate.decisions.lookups import ABSENT, by_name, is_listed, keys_of, may_be_absent
from migrate.decisions.removal import alone
from migrate.decisions.rule import Decision, Edit, Example, Manual, Rule, changed, converted, dropped, learn
from migrate.decisions.settings import settings
from migrate.v1.environments import ENVIRONMENT
from migrate.v1.folding import mutations, root_of
from migrate.v1.nodes import children
from migrate.v1.uses import AttributeUse, SubscriptUse
from migrate.v1.values import Call, Container, objects
from migrate.v2.expressions import Code, Expr, Literal, Text, User, method

_BUILD = "azureml.core.environment.ImageBuildDetails"
_ALL = "azureml.core.Workspace.environments"
_REGISTERED = "ml_client.environments.create_or_update(environment)"
_LATEST = "v2 wants a version or a label; v1 gave the latest version"


def _register(use: Call, context: Context) -> Decision:
    workspace, receiver = use.expression("workspace"), receiver_of(use)
    if workspace is None or receiver is None:
        raise Manual(f"register the environment with `{_REGISTERED}`")
    expr = method(User(workspace), "environments.create_or_update", _registered(receiver, use, context))
    if use.entry.name == "build":
        message = "v2 builds the image as soon as the environment is registered, and does not wait for it"
        return Decision(changed(_REGISTERED, message), expr)
    return Decision(converted(_REGISTERED), expr)


def _registered(receiver: cst.BaseExpression, use: Call, context: Context) -> Expr:
    """The environment itself where v1 has it from a run configuration, ``run_config.environment.register(ws)``."""
    if not isinstance(receiver, cst.Attribute):
        return User(receiver)
    run = single(context.value(receiver.value))
    plan = settings(context).runs.get(root_of(run)) if run is not None else None
    if run is None or plan is None or plan.is_dictionary:
        return User(receiver)
    if isinstance(plan.environment.expr, (Literal, Text)):
        raise Manual("the environment is registered already: its name is all that v2 needs")
    parts = [run, *(obj for event in run.sets.values() for obj in objects(event.value))]
    if any(where.order > use.where.order for part in parts for where in mutations(part)):
        raise Manual("the environment changes after it is registered here")
    return plan.environment.expr


def _wait(use: Call, context: Context) -> Decision:
    if not alone(use.where.statement, use.node):
        raise Manual("v2 cannot wait for an image to be built")
    fate = dropped("v2 cannot wait for an image to be built: a job waits for its own")
    receiver = receiver_of(use)
    if isinstance(receiver, cst.Call):
        return Decision(fate, User(receiver))
    return Decision(fate, edits=(Edit(use.where.statement, instead=()),))


def _save(use: Call, context: Context) -> Decision:
    receiver, path = receiver_of(use), use.expression("path")
    if receiver is None or path is None:
        raise Manual("write the environment with `environment.dump(path)`")
    value = path.evaluated_value if isinstance(path, cst.SimpleString) else None
    file: Expr = Text((User(path), "/environment.yaml"))
    if isinstance(value, str):
        file = Literal(f"{value.rstrip('/')}/environment.yaml")
    message = "v2 writes one YAML file into the folder, which must be there; load_environment(source=…) reads it"
    return Decision(changed("environment.dump(path)", message), method(User(receiver), "dump", file))


def _names(client: str) -> Code:
    return Code(f"[environment.name for environment in {client}.environments.list()]")


def _list(use: Call, context: Context) -> Decision:
    """``Environment.list(ws)``: the names, since v2 lists no more of them than that."""
    workspace = use.expression("workspace")
    client = plain_name(workspace) if workspace is not None else None
    if client is not None and _taken_apart(use, context, _METHODS) and not _taken_apart(use, context):
        return Decision(changed("ml_client.environments.get(name, label=…)", _EACH), by_name(client, *_NAMED))
    if client is None or _taken_apart(use, context):
        raise Manual("`ml_client.environments.list()` gives names and latest versions: `get` what you need by name")
    return Decision(
        changed("ml_client.environments.list()", "a list of names where v1 gave a dictionary"), _names(client)
    )


_METHODS = frozenset({"items", "values", "keys"})
_NAMED = ("environments", "environment")
_EACH = "the latest version of each is asked for by its name, since v2 lists the names only"


def _taken_apart(use: Call, context: Context, by: frozenset[str] | None = None) -> bool:
    """Whether something else is done with the dictionary than to iterate, to look for a name and to look one up.

    Args:
        by: whether one of these methods is called; None for anything else than these.
    """

    def is_it(node: cst.BaseExpression) -> bool:
        value = context.value(node)
        return isinstance(value, Container) and value.call is use

    def visit(node: cst.CSTNode) -> bool:
        if isinstance(node, cst.Attribute) and is_it(node.value):
            return node.attr.value in by if by is not None else node.attr.value not in _METHODS
        if by is None and isinstance(node, cst.Call) and any(is_it(argument.value) for argument in node.args):
            called = node.func
            return not (isinstance(called, cst.Name) and called.value in ("len", "list", "sorted", "print", "set"))
        return any(visit(child) for child in children(node))

    return any(visit(module) for _, module in context.interpreter.source)


def _all(use: AttributeUse, context: Context) -> Decision:
    """``ws.environments``, of which only names and items are known in v2."""
    receiver = plain_name(use.node.value)
    subscripts = context.interpreter.uses.subscripts.values()
    if receiver is None:
        raise Manual("`ml_client.environments.list()` gives names and latest versions: `get` what you need by name")
    keys = keys_of(use.node, context)
    if keys is not None:
        context.replacements[keys] = _names(receiver)
        return Decision(converted("ml_client.environments.list()"))
    if not any(one.container is use.node for one in subscripts) and not is_listed(use.node, context):
        return Decision(changed("ml_client.environments.get(name, label=…)", _EACH), by_name(receiver, *_NAMED))
    return Decision(
        changed("ml_client.environments.list()", "a list of names where v1 gave a dictionary"), _names(receiver)
    )


def _by_key(use: SubscriptUse, context: Context) -> Decision:
    if use.asks:
        return Decision(converted("ml_client.environments.list()"))
    if use.key is None:
        raise Manual("look the environment up with `ml_client.environments.get(name, label=…)`")
    if may_be_absent(use, context):
        raise Manual(ABSENT)
    if isinstance(use.container, cst.Attribute):
        receiver: Expr = User(use.container.value)
    else:
        receiver = context.client(use.client)
    expr = method(receiver, "environments.get", User(use.key), label=Literal("latest"))
    return Decision(changed('ml_client.environments.get(name, label="latest")', _LATEST), expr)


_WORKSPACE = converted("the client")

RULE = Rule(
    code="AML405",
    name="environment-registration",
    summary="Registering, building, listing and looking up environments are calls of ml_client.environments.",
    url=learn("how-to-manage-environments-v2"),
    calls={
        f"{ENVIRONMENT}.register": _register,
        f"{ENVIRONMENT}.build": _register,
        f"{ENVIRONMENT}.save_to_directory": _save,
        f"{ENVIRONMENT}.list": _list,
        f"{_BUILD}.wait_for_completion": _wait,
    },
    attributes={_ALL: _all},
    subscripts={_ALL: _by_key, ENVIRONMENT: _by_key},
    parameters={
        f"{ENVIRONMENT}.register": {"workspace": _WORKSPACE},
        f"{ENVIRONMENT}.build": {
            "workspace": _WORKSPACE,
            "image_build_compute": dropped("the workspace has one: az ml workspace update --image-build-compute"),
        },
        f"{ENVIRONMENT}.save_to_directory": {
            "path": converted("path"),
            "overwrite": dropped("v2 raises FileExistsError when the file is there"),
        },
        f"{ENVIRONMENT}.list": {"workspace": _WORKSPACE},
        f"{_BUILD}.wait_for_completion": {"show_output": dropped("v2 cannot wait for an image to be built")},
    },
    examples=(
        Example(
            before="""\
from azureml.core import Environment, Workspace

ws = Workspace.from_config()
env = Environment.from_conda_specification("training", "environment.yml")
env.register(workspace=ws)
env.build(ws).wait_for_completion(show_output=True)
env.save_to_directory("saved", overwrite=True)
""",
            after="""\
from azure.ai.ml import MLClient
from azure.ai.ml.entities import Environment
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
env = Environment(
    name="training",
    image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1",
    conda_file="environment.yml",
)
ws.environments.create_or_update(env)
ws.environments.create_or_update(env)
env.dump("saved/environment.yaml")
""",
        ),
        Example(
            before="""\
from azureml.core import Environment, Workspace

ws = Workspace.from_config()
environments = Environment.list(workspace=ws)
if "training" in environments:
    env = environments["training"]
else:
    env = ws.environments["fallback"]
print(env.name)
""",
            after="""\
from azure.ai.ml import MLClient
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
environments = [environment.name for environment in ws.environments.list()]
if "training" in environments:
    env = ws.environments.get("training", label="latest")
else:
    env = ws.environments.get("fallback", label="latest")
print(env.name)
""",
        ),
        Example(
            before="""\
from azureml.core import Environment, Workspace


def get_environment(workspace: Workspace, name: str, conda_file: str):
    environments = Environment.list(workspace=workspace)
    found = None
    for environment in environments:
        if environment == name:
            found = environments[name]
    if found is None:
        found = Environment.from_conda_specification(name, conda_file)
        found.register(workspace)
    return found
""",
            after="""\
from azure.ai.ml import MLClient
from azure.ai.ml.entities import Environment


def get_environment(workspace: MLClient, name: str, conda_file: str):
    environments = [environment.name for environment in workspace.environments.list()]
    found = None
    for environment in environments:
        if environment == name:
            found = workspace.environments.get(name, label="latest")
    if found is None:
        found = Environment(
            name=name,
            image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1",
            conda_file=conda_file,
        )
        workspace.environments.create_or_update(found)
    return found
""",
        ),
        Example(
            before="""\
from azureml.core import Environment, Workspace
from azureml.core.runconfig import RunConfiguration
from azureml.pipeline.core import Pipeline
from azureml.pipeline.steps import PythonScriptStep

ws = Workspace.from_config()
run_config = RunConfiguration()
run_config.environment = Environment.from_conda_specification("training", "environment.yml")
# Others may use it too
run_config.environment.register(ws)
train = PythonScriptStep("train.py", source_directory="src", compute_target="cpu", runconfig=run_config)
pipeline = Pipeline(ws, steps=[train])
""",
            after="""\
from azure.ai.ml import MLClient, command, dsl
from azure.ai.ml.entities import Environment
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
environment = Environment(
    name="training",
    image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20251130.v1",
    conda_file="environment.yml",
)
# Others may use it too
ws.environments.create_or_update(environment)
train_component = command(display_name="train.py", code="src", command="python train.py", environment=environment)


@dsl.pipeline(default_compute="cpu", continue_on_step_failure=False)
def pipeline_definition():
    train = train_component()


pipeline = pipeline_definition()
""",
        ),
        Example(
            before="""\
from azureml.core import Environment, Workspace

ws = Workspace.from_config()
if "prices" in ws.models:
    print(ws.models["prices"].version)
for name, model in ws.models.items():
    print(name, model.version + 1)
for environment in Environment.list(ws).values():
    print(environment.name, environment.version)
print(sorted(ws.environments.keys()))
""",
            after="""\
from azure.ai.ml import MLClient
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
if "prices" in [model.name for model in ws.models.list()]:
    print(ws.models.get("prices", label="latest").version)
for name, model in {model.name: ws.models.get(model.name, label="latest") for model in ws.models.list()}.items():
    print(name, int(model.version) + 1)
for environment in {
    environment.name: ws.environments.get(environment.name, label="latest")
    for environment in ws.environments.list()
}.values():
    print(environment.name, environment.version)
print(sorted([environment.name for environment in ws.environments.list()]))
""",
        ),
        Example(
            before="""\
from azureml.core import Environment, Workspace

ws = Workspace.from_config()
if "training" not in ws.environments:
    env = Environment("training")
    packages = env.python.conda_dependencies
    packages.add_pip_package("lightgbm")
    packages.add_conda_package("numpy")
    env.python.conda_dependencies = packages
    docker = env.docker
    docker.base_image = "mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04"
    env.register(ws)
else:
    env = Environment.get(ws, "training")
print(env)
""",
            after="""\
from azure.ai.ml import MLClient
from azure.ai.ml.entities import Environment
from azure.identity import DefaultAzureCredential

ws = MLClient.from_config(DefaultAzureCredential())
if "training" not in [environment.name for environment in ws.environments.list()]:
    env = Environment(
        name="training",
        image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04",
        conda_file={
            "channels": ["anaconda", "conda-forge"],
            "dependencies": [
                "python=3.8.13",
                {"pip": ["azureml-defaults", "lightgbm"]},
                "numpy",
            ],
        },
    )
    ws.environments.create_or_update(env)
else:
    env = "azureml:training@latest"
print(env)
""",
        ),
    ),
)
