"""What becomes of each field of a run configuration."""

from __future__ import annotations

from migrate.decisions.rule import Fate, changed, converted, dropped

COLLECTED = dropped("outputs/ and logs/ are always collected")
CONTAINER = dropped("every v2 job runs in a container")

_DISTRIBUTION = "command(distribution=…)"
_BACKEND = "the script itself gives the backend to init_process_group"
_PROCESSES = "v2 counts the processes of one node, v1 those of all nodes together"

FIELDS: dict[str, Fate] = {
    "environment": converted("command(environment=…)"),
    "target": converted("compute"),
    "environment_variables": converted("command(environment_variables=…)"),
    "auto_prepare_environment": dropped("v2 always prepares the environment"),
    "node_count": converted("command(instance_count=…)"),
    "max_run_duration_seconds": converted("command(timeout=…)"),
    "framework": dropped("v2 has no frameworks: a distribution says how processes are started"),
    "communicator": changed(_DISTRIBUTION, "the class of the distribution says how processes talk to each other"),
    "history": COLLECTED,
    "script": dropped("the step has the script"),
    "arguments": dropped("the step has the arguments"),
    "command": converted("command"),
    "docker": CONTAINER,
    "mpi": converted(_DISTRIBUTION),
    "pytorch": converted(_DISTRIBUTION),
    "tensorflow": converted(_DISTRIBUTION),
    "kubernetescompute": converted("command(instance_type=…)"),
    "priority": dropped("v2 knows low, medium and high where v1 counts: command(priority=…)"),
    "source_directory_data_store": dropped("code is uploaded to the default datastore"),
    "credential_passthrough": converted("command(identity=UserIdentityConfiguration())"),
}
