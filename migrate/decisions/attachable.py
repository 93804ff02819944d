"""Clusters of Kubernetes and virtual machines, which v2 attaches as entities that carry the name."""

from __future__ import annotations

from migrate.decisions.compute_entities import given
from migrate.decisions.context import Context, single
from migrate.decisions.misplaced import sees
from migrate.decisions.rule import Decision, Manual, changed, converted
from migrate.decisions.secrets import secret
from migrate.v1.values import Call, Const, Obj, constant
from migrate.v2.expressions import V2, Attr, Expr, Text, User, call, method

_COMPUTES, _ENTITIES = "azureml.core.compute", "azure.ai.ml.entities"
KUBERNETES = f"{_COMPUTES}.KubernetesCompute.attach_configuration"
MACHINE = f"{_COMPUTES}.RemoteCompute.attach_configuration"
AKS = f"{_COMPUTES}.AksCompute.attach_configuration"
_ATTACH = f"{_COMPUTES}.ComputeTarget.attach"
_MACHINES = "/providers/Microsoft.Compute/virtualMachines/"
_CLUSTERS = "/providers/Microsoft.ContainerService/managedClusters/"
_EXTENSION = "install the Azure ML extension on the cluster first: az k8s-extension create"


def attached_entity(use: Call, context: Context) -> Decision | None:
    """``ComputeTarget.attach(ws, name, configuration)`` of one of these; None when it is another compute."""
    made, workspace = _configuration_of(use), use.expression("workspace")
    node = use.expression("attach_configuration")
    if made is None or workspace is None or node is None:
        return None
    decided = context.decide(made)
    if decided.stays_v1 or not sees(use.where, made.where):
        raise Manual("the configuration of this compute could not be converted")
    entity = decided.expr if node is made.node and decided.expr is not None else User(node)
    v2 = "ml_client.compute.begin_attach(entity).result()"
    return Decision(converted(v2), method(method(User(workspace), "compute.begin_attach", entity), "result"))


def _configuration_of(attach: Call) -> Call | None:
    obj = single(attach.value("attach_configuration")) if attach.symbol == _ATTACH else None
    made = obj.call if obj is not None else None
    return made if made is not None and made.symbol in (KUBERNETES, MACHINE, AKS) else None


def entity_of(use: Call, context: Context) -> Decision:
    """The entity in place of the configuration.

    Raises:
        Manual: what v2 needs is not known here.
    """
    name, client = _place(use, context)
    if use.symbol == KUBERNETES:
        if given(use, "identity_type") is not None or given(use, "identity_ids") is not None:
            raise Manual("say the identity by hand: KubernetesCompute(identity=IdentityConfiguration(…))")
        if given(use, "resource_id") is None:
            raise Manual("v2 needs the resource id of the cluster")
        keywords = {one: given(use, one) for one in ("resource_id", "namespace")}
        return Decision(
            converted("KubernetesCompute(…)"), call(V2(_ENTITIES, "KubernetesCompute"), name=name, **keywords)
        )
    if use.symbol == AKS:
        cluster = _resource(use, client, "cluster_name", _CLUSTERS)
        if cluster is None:
            raise Manual("v2 needs the resource id of the cluster")
        return Decision(
            changed("KubernetesCompute(…)", _EXTENSION),
            call(V2(_ENTITIES, "KubernetesCompute"), name=name, resource_id=cluster),
        )
    _, password = secret(use, "password", "VM_PASSWORD", context)
    if use.value("private_key_passphrase") not in (None, Const(None), Const("")):
        raise Manual("v2 takes no passphrase of a key")
    written = {one: _text(use, one) for one in ("password", "private_key_file")}
    settings = call(
        V2(_ENTITIES, "VirtualMachineSshSettings"),
        admin_username=given(use, "username"),
        admin_password=written["password"],
        ssh_port=given(use, "ssh_port"),
        ssh_private_key_file=written["private_key_file"],
    )
    entity = call(
        V2(_ENTITIES, "VirtualMachineCompute"), name=name, resource_id=_machine(use, client), ssh_settings=settings
    )
    fates = {"password": password} if password is not None else {}
    return Decision(converted("VirtualMachineCompute(…)"), entity, arguments=fates)


def _text(use: Call, name: str) -> Expr | None:
    return None if use.value(name) == Const("") else given(use, name)


def _machine(use: Call, client: Expr) -> Expr:
    """The resource id of the machine; v1 looked for it in the subscription of the workspace.

    Raises:
        Manual: only its address is known.
    """
    found = _resource(use, client, "vm_name", _MACHINES)
    if found is None:
        raise Manual("v2 attaches virtual machines by their resource id, not by an address")
    return found


def _resource(use: Call, client: Expr, parameter: str, kind: str) -> Expr | None:
    """The resource id of what the parameter names; None when not enough of it is known."""
    whole = given(use, "resource_id")
    if whole is not None:
        return whole
    group, name = _part(use, "resource_group"), _part(use, parameter)
    if group is None or name is None:
        return None
    subscription = _part(use, "subscription_id") or Attr(client, "subscription_id")
    return Text(("/subscriptions/", subscription, "/resourceGroups/", group, kind, name))


def _part(use: Call, name: str) -> str | Expr | None:
    known = constant(use.value(name))
    return known if isinstance(known, str) else given(use, name)


def _place(use: Call, context: Context) -> tuple[Expr, Expr]:
    """The name that the entity carries, and the client of its workspace.

    Raises:
        Manual: they are not known where the configuration is made.
    """
    obj = use.result
    attaches = [one for one in context.interpreter.uses.calls.values() if _configuration_of(one) is use]
    if not isinstance(obj, Obj) or len(attaches) != 1:
        raise Manual("in v2 the name belongs to the entity, and this configuration is not used for just one")
    name, workspace = attaches[0].expression("name"), attaches[0].expression("workspace")
    if name is None or workspace is None or not sees(attaches[0].where, use.where):
        raise Manual("the compute is attached without a name, or out of sight")
    if not isinstance(attaches[0].value("name"), Const):
        raise Manual("the name of the compute is only known where it is attached")
    return User(name), User(workspace)
