"""An MLClient that answers offline. Imported in the isolated process only.

The real class stays in place, with its real constructor and method signatures: a call that the SDK would refuse with
a TypeError is refused here as well. Only what would go to the service is answered from a table.
"""

from __future__ import annotations

import functools
import inspect
import time
import typing
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any

import azure.identity
from azure.ai.ml import MLClient, Output
from azure.ai.ml._schema._deployment.batch.batch_job import BatchJobSchema
from azure.ai.ml._scope_dependent_operations import OperationsContainer, OperationScope
from azure.ai.ml.constants._common import AzureMLResourceType
from azure.ai.ml.constants._component import IOConstants
from azure.ai.ml.entities import (
    AccountKeyConfiguration,
    BatchEndpoint,
    CommandComponent,
    JobSchedule,
    PipelineComponentBatchDeployment,
    PipelineJob,
)
from azure.ai.ml.entities._builders import Command
from azure.ai.ml.entities._deployment.batch_job import BatchJob
from azure.ai.ml.entities._endpoint._endpoint_helpers import validate_endpoint_or_deployment_name
from azure.ai.ml.exceptions import ValidationException
from azure.core.credentials import AccessToken
from azure.core.exceptions import ResourceNotFoundError
from azure.core.polling import LROPoller, NoPolling

from migrate.verify.project import vault
from migrate.verify.project.variables import Placeholder
from migrate.verify.step_properties import properties_of
from migrate.verify.stub_entities import MAKERS, OFFLINE, AnyName, job, model, schedule, versioned

_Arguments = dict[str, Any]
JobSeen = Callable[[object, _Arguments], None]
"""Called with a job that is submitted, validated or scheduled, and the other arguments of the call."""


class Service:
    """What the operations answer with.

    Args:
        compute_exists: whether compute targets are found, whatever their name.
        on_job: told about every job.
        on_component: told about every component that is registered.
        output_names: outputs that registered components may have; only the service knows which.
        on_deployment: told about every deployment of a pipeline.
    """

    def __init__(
        self,
        compute_exists: bool,
        on_job: JobSeen,
        on_component: Callable[[object], None],
        output_names: Iterable[str] = (),
        on_deployment: Callable[[Any], None] = lambda deployment: None,
    ) -> None:
        self.on_deployment = on_deployment
        self.schedules: dict[str, Any] = {}
        self.output_names = tuple(output_names)
        self.compute_exists = compute_exists
        self.on_job = on_job
        self.on_component = on_component
        self.jobs: dict[str, Any] = {}
        self.environments: dict[str, Any] = {}
        """The environments that were registered, as dictionaries, by name."""

    def answer(self, resource: str, method: str, arguments: _Arguments) -> Any:
        special = getattr(self, f"_{resource}_{method}", None)
        if special is not None:
            return special(arguments)
        if method.startswith("list"):
            return iter(())
        if method.startswith("begin_"):
            return _poller(_entity(arguments))
        if method.startswith("get"):
            maker = MAKERS.get(resource)
            return maker(arguments.get("name") or OFFLINE, arguments.get("version") or "1") if maker else None
        if method in ("create_or_update", "import_data"):
            return versioned(_entity(arguments))
        return None

    def _compute_get(self, arguments: _Arguments) -> Any:
        if not self.compute_exists:
            raise ResourceNotFoundError(f"There is no compute target {arguments['name']!r}.")
        return MAKERS["compute"](arguments["name"], "")

    def _environments_create_or_update(self, arguments: _Arguments) -> Any:
        made = versioned(_entity(arguments))
        self.environments[str(made.name)] = made._to_dict()
        return made

    def _environments_get(self, arguments: _Arguments) -> Any:
        label = arguments.get("label")
        version = f"label.{label}" if label else arguments.get("version") or "1"
        return MAKERS["environments"](arguments["name"], version)

    def _data_get(self, arguments: _Arguments) -> Any:
        made = MAKERS["data"](arguments["name"], arguments.get("version") or "1")
        if arguments.get("label"):
            made._id = f"azureml:{made.name}@{arguments['label']}"
        return made

    def _data_list(self, arguments: _Arguments) -> Any:
        """One asset that has any name which is looked for, as v1's ``ws.datasets`` is traced."""
        return iter(() if arguments.get("name") else [MAKERS["data"](AnyName(OFFLINE), "1")])

    def _models_list(self, arguments: _Arguments) -> Any:
        """One version of the model that is looked for: code takes the newest of them."""
        return iter([model(arguments.get("name") or AnyName(OFFLINE), "1")])

    def _workspaces_list(self, _arguments: _Arguments) -> Any:
        """One that has any name which is looked for, as v1's ``Workspace.get`` is traced."""
        return iter([MAKERS["workspaces"](AnyName(OFFLINE), "")])

    def _datastores_list(self, _arguments: _Arguments) -> Any:
        return iter([MAKERS["datastores"](AnyName(OFFLINE), "")])

    def _datastores_get(self, arguments: _Arguments) -> Any:
        store = MAKERS["datastores"](arguments["name"], "")
        if arguments.get("include_secrets"):
            # only the service knows which kind of credentials it is: these answer as both
            store.credentials = AccountKeyConfiguration(account_key=OFFLINE)
            store.credentials.sas_token = OFFLINE
        return store

    def _datastores_get_default(self, arguments: _Arguments) -> Any:
        return MAKERS["datastores"]("workspaceblobstore", "")

    def _jobs_create_or_update(self, arguments: _Arguments) -> Any:
        job = arguments["job"]
        self.on_job(job, arguments)
        if getattr(job, "name", None) is None:
            job.name = f"offline_job_{len(self.jobs) + 1}"
        job._status = "Completed"  # a loop that waits for the end must see one
        self.jobs[job.name] = job
        return job

    def _jobs_get(self, arguments: _Arguments) -> Any:
        return self.jobs.get(arguments["name"]) or job(str(arguments["name"]))

    def _jobs_list(self, arguments: _Arguments) -> Any:
        """The children of a pipeline job: one for each node, as the service names them.

        Only the service knows those of a job that the code did not make: one stands for any that is looked for.
        """
        name = arguments.get("parent_job_name")
        if name is None:
            return
        parent = self.jobs.get(str(name))
        if parent is None:
            yield PipelineJob(name=f"{name}_{OFFLINE}", display_name=AnyName(), status="Completed")
            return
        for name, node in getattr(parent, "jobs", {}).items():
            title = getattr(node, "display_name", None) or name
            known = properties_of(str(getattr(node, "type", "")))
            child = PipelineJob(name=f"{parent.name}_{name}", display_name=title, status="Completed", properties=known)
            self.jobs[str(child.name)] = child
            yield child

    def _jobs_validate(self, arguments: _Arguments) -> Any:
        if isinstance(arguments["job"], PipelineJob):
            self.on_job(arguments["job"], arguments)
        return arguments["job"]._validate(raise_error=bool(arguments.get("raise_on_failure")))

    def _schedules_begin_create_or_update(self, arguments: _Arguments) -> Any:
        made = arguments["schedule"]
        job = getattr(made, "create_job", None)
        if job is not None:
            self.on_job(job, arguments)
        if isinstance(made, JobSchedule):
            made._validate(raise_error=True)
            if made.trigger is not None:
                made.trigger._to_rest_object()
        self.schedules[made.name] = made
        return _poller(made)

    def _schedules_get(self, arguments: _Arguments) -> Any:
        return self.schedules.get(arguments["name"]) or schedule(arguments["name"])

    def _schedules_begin_enable(self, arguments: _Arguments) -> Any:
        return _poller(self._schedules_get(arguments))

    _schedules_begin_disable = _schedules_begin_enable

    def _batch_endpoints_begin_create_or_update(self, arguments: _Arguments) -> Any:
        endpoint = arguments["endpoint"]
        # the name is checked here, and what comes back has other defaults than what was given
        made = BatchEndpoint._from_rest_object(endpoint._to_rest_batch_endpoint("westeurope"))
        made.name = endpoint.name
        return _poller(made)

    def _batch_deployments_begin_create_or_update(self, arguments: _Arguments) -> Any:
        deployment = arguments["deployment"]
        validate_endpoint_or_deployment_name(deployment.name, is_deployment=True)
        if isinstance(deployment, PipelineComponentBatchDeployment):
            deployment._to_rest_object("westeurope")
            self.on_deployment(deployment)
        return _poller(deployment)

    def _components_get(self, arguments: _Arguments) -> Any:
        return _RegisteredComponent(arguments["name"], arguments.get("version") or "1", self.output_names)

    def _components_create_or_update(self, arguments: _Arguments) -> Any:
        component = arguments["component"]
        builder = getattr(component, "_pipeline_builder", None)
        if builder is not None:  # a pipeline function may be registered as it is
            component = builder.build(user_provided_kwargs={})
        self.on_component(component)
        return versioned(component)

    def _batch_endpoints_invoke(self, arguments: _Arguments) -> Any:
        given = {"input_data": arguments["inputs"]} if arguments["inputs"] else {}
        schema: Any = BatchJobSchema
        schema(context={"base_path": ".", "params_override": [given]}).load({})
        return BatchJob(name="offline_batch_job", status="Completed")

    def _online_endpoints_invoke(self, arguments: _Arguments) -> Any:
        return "{}"


class _RegisteredComponent(CommandComponent):
    """A component of which nothing but the name is known: it takes any input and has the outputs asked of it."""

    def __init__(self, name: str, version: str, output_names: tuple[str, ...]) -> None:
        super().__init__(
            name=name, version=version, command="true", environment="azureml:any:1", id=f"azureml:{name}:{version}"
        )
        self._output_names = output_names

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        outputs: Any = {name: Output(type="uri_folder") for name in self._output_names}
        return Command(component=str(self.id), inputs=kwargs, outputs=outputs, _from_component_func=True)


def _entity(arguments: _Arguments) -> Any:
    return next((value for name, value in arguments.items() if name != "kwargs"), None)


def _poller(result: Any) -> LROPoller[Any]:
    method: Any = NoPolling
    return LROPoller(None, result, lambda response: response, method())


class _Operations:
    """Stands for ``ws.jobs`` and the like: the methods of the real class, with their signatures."""

    def __init__(self, resource: str, real: type, service: Service) -> None:
        self._resource, self._real, self._service = resource, real, service

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._real, name)  # raises the AttributeError that the real object raises
        if name.startswith("_") or not callable(method):
            raise AttributeError(f"{self._real.__name__}.{name} has no answer offline")
        signature = inspect.signature(method)

        def call(*positional: Any, **keywords: Any) -> Any:
            bound = signature.bind(self, *positional, **keywords)
            bound.apply_defaults()
            arguments = dict(list(bound.arguments.items())[1:])
            return self._service.answer(self._resource, name, arguments)

        return call


def install(service: Service) -> None:
    """Put the stub into the SDK of this process."""
    # the SDK asks for the very type of what is given for a parameter, and knows no derived ones
    IOConstants.PRIMITIVE_TYPE_2_STR[Placeholder] = IOConstants.PRIMITIVE_TYPE_2_STR[str]
    client: Any = MLClient
    container: Any = OperationsContainer
    real_init, real_from_config = client.__init__, client.from_config.__func__
    signature = inspect.signature(real_init)

    def init(self: Any, *positional: Any, **keywords: Any) -> None:
        bound = signature.bind(self, *positional, **keywords)
        bound.apply_defaults()
        given = bound.arguments
        if given["credential"] is None:
            raise ValueError("credential can not be None")
        if given["registry_name"] and given["workspace_name"]:
            raise ValueError("Both workspace_name and registry_name cannot be used together, for the ml_client.")
        self._credential = given["credential"]
        self._operation_scope = OperationScope(
            str(given["subscription_id"]),
            str(given["resource_group_name"]),
            given["workspace_name"],
            given["registry_name"],
        )
        self._operation_container = container()
        for resource, operations in _properties().items():
            kind = _RESOURCE_TYPES.get(resource, resource)
            self._operation_container.add(kind, _Operations(resource, operations, service))

    def from_config(cls: Any, *positional: Any, **keywords: Any) -> Any:
        bound = inspect.signature(real_from_config).bind(cls, *positional, **keywords)
        try:
            return real_from_config(cls, *positional, **keywords)
        except ValidationException:
            # config.json names a workspace and is seldom checked in: any workspace does here
            keywords = dict(bound.kwargs)
            keywords = {name: value for name, value in keywords.items() if name not in ("path", "file_name")}
            return cls(bound.arguments["credential"], OFFLINE, OFFLINE, OFFLINE, **keywords)

    client.__init__ = init
    client.from_config = classmethod(from_config)
    for resource in _properties():
        setattr(client, resource, _operations_property(_RESOURCE_TYPES.get(resource, resource)))
    _stub_credentials()
    vault.install()


def _operations_property(kind: str) -> property:
    return property(lambda client: client._operation_container.all_operations[kind])


_RESOURCE_TYPES = {"compute": AzureMLResourceType.COMPUTE}
"""Where the name of the property is not the name of the resource."""

_found: dict[str, type] = {}


def _properties() -> dict[str, type]:
    """Name of each property of MLClient that holds operations, with the class of those."""
    if not _found:
        for name, value in list(vars(MLClient).items()):
            if isinstance(value, property) and value.fget is not None:
                result = typing.get_type_hints(inspect.unwrap(value.fget)).get("return")
                if isinstance(result, type) and result.__name__.endswith("Operations"):
                    _found[name] = result
    return _found


def _stub_credentials() -> None:
    """Every credential gets a token from nowhere, whatever stands in the code for a tenant or a secret."""

    def get_token(self: object, *scopes: str, **keywords: object) -> AccessToken:
        return AccessToken(OFFLINE, int(time.time()) + 86400)

    for value in vars(azure.identity).values():
        if isinstance(value, type) and hasattr(value, "get_token"):
            setattr(value, "get_token", get_token)  # noqa: B010  a type has no such attribute for mypy
            if "__init__" in vars(value):
                setattr(value, "__init__", _forgiving(vars(value)["__init__"]))  # noqa: B010


def _forgiving(real: Callable[..., None]) -> Callable[..., None]:
    """An ``__init__`` that takes ``YOUR_TENANT_ID``, which azure-identity refuses for its characters."""

    @functools.wraps(real)
    def init(self: object, *positional: object, **keywords: object) -> None:
        with suppress(ValueError):
            real(self, *positional, **keywords)

    return init
