"""Commands of the Azure CLI's v1 extension (``azure-cli-ml``) and those of v2 (``ml``).

Names and flags are those of the published references of both extensions.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from migrate.project.commands import Command

EXTENSION = "azure-cli-ml"

_COMMON = {
    "--workspace-name": "--workspace-name",
    "-w": "-w",
    "--resource-group": "--resource-group",
    "-g": "-g",
    "--query": "--query",
    "--output": "--output",
    "-o": "-o",
    "--subscription": "--subscription",
    "--subscription-id": "--subscription",
}
_SWITCHES = frozenset({"--debug", "--verbose", "--only-show-errors", "--no-wait"})
"""Flags without a value, which mean the same."""
_NAME = {**_COMMON, "--name": "--name", "-n": "-n"}
_RUN = {**_COMMON, "--run": "--name", "-r": "-n"}


@dataclass(frozen=True)
class Form:
    """The v2 command of one v1 command.

    Args:
        v2: its words.
        flags: by v1 flag the v2 flag; a command with another flag is left to a person.
        without: v1 flags that v2 has nothing for, with the reason that they can go.
        added: what is written out, by the v1 flag that would have said it.
        shows: whether it prints what has other fields in v2, so that it is left to a person when that is read.
    """

    v2: str
    flags: Mapping[str, str]
    without: Mapping[str, str] = field(default_factory=dict)
    added: Mapping[str, str] = field(default_factory=dict)
    shows: bool = False


_EXPERIMENT = "the name of a job is unique in its workspace"
_OF_RUN = {"--experiment-name": _EXPERIMENT, "-e": _EXPERIMENT}
_CLUSTER = {
    **_NAME,
    "--vm-size": "--size",
    "-s": "--size",
    "--min-nodes": "--min-instances",
    "--max-nodes": "--max-instances",
    "--idle-seconds-before-scaledown": "--idle-time-before-scale-down",
    "--description": "--description",
}
_WORKSPACE = {
    **{flag: name for flag, name in _COMMON.items() if flag not in ("--query", "--output", "-o")},
    "--workspace-name": "--name",
    "-w": "-n",
    "--location": "--location",
    "-l": "-l",
}
_FRAMEWORK = "a model of v2 names no framework; its type is custom_model unless --type says otherwise"
_IN_JOB = "v2 names the experiment in each job"

FORMS: Mapping[str, Form] = {
    "az ml computetarget show": Form("az ml compute show", _NAME, shows=True),
    "az ml computetarget list": Form("az ml compute list", _COMMON, shows=True),
    "az ml computetarget delete": Form("az ml compute delete", _NAME, added={"": "--yes"}),
    "az ml computetarget detach": Form("az ml compute detach", _NAME, added={"": "--yes"}),
    "az ml computetarget create amlcompute": Form(
        "az ml compute create --type amlcompute",
        _CLUSTER,
        # the default of v1; that of v2 is two minutes
        added={"--idle-seconds-before-scaledown": "--idle-time-before-scale-down 1800"},
    ),
    "az ml run cancel": Form("az ml job cancel", _RUN, _OF_RUN),
    "az ml run show": Form("az ml job show", _RUN, _OF_RUN, shows=True),
    "az ml run monitor-logs": Form("az ml job stream", _RUN, _OF_RUN),
    "az ml folder attach": Form(
        "az configure --defaults",
        {"--workspace-name": "workspace=", "-w": "workspace=", "--resource-group": "group=", "-g": "group="},
        {"--experiment-name": _IN_JOB, "-e": _IN_JOB, "--path": "the defaults hold in every folder"},
    ),
    "az ml workspace create": Form(
        "az ml workspace create",
        {**_WORKSPACE, "--friendly-name": "--display-name", "--keyvault": "--key-vault"}
        | {flag: flag for flag in ("--storage-account", "--application-insights", "--container-registry")},
    ),
    "az ml workspace show": Form("az ml workspace show", _WORKSPACE, shows=True),
    "az ml model register": Form(
        "az ml model create",
        {**_NAME, "--model-path": "--path", "-p": "--path", "--description": "--description", "-d": "--description"},
        dict.fromkeys(("--model-framework", "--model-framework-version", "--mfv"), _FRAMEWORK),
    ),
    "az ml workspace delete": Form("az ml workspace delete", _WORKSPACE, added={"": "--yes"}),
    "az extension add": Form("az extension add", {"--name": "--name", "-n": "-n"}),
    "az extension update": Form("az extension update", {"--name": "--name", "-n": "-n"}),
}

ADVICE: Mapping[str, str] = {
    "az ml run submit-script": "az ml job create --file job.yml, with the script and its environment in the YAML",
    "az ml run submit-hyperdrive": "az ml job create --file sweep.yml, with a sweep job in the YAML",
    "az ml run submit-pipeline": "az ml job create --file pipeline.yml; of a published one az ml batch-endpoint invoke",
    "az ml run list": "az ml job list; fields have other names, and there is no filter by experiment",
    "az ml run download-logs": "az ml job download --name NAME --download-path DIR",
    "az ml run update": "az ml job update --name NAME --set tags.KEY=VALUE",
    "az ml run monitor-tensorboard": "the TensorBoard of the job in the studio",
    "az ml pipeline": "az ml job create --file pipeline.yml; what was published is an az ml batch-endpoint",
    "az ml experiment": "az ml job list, which lists the jobs of all experiments",
    "az ml service": "az ml online-endpoint and az ml online-deployment",
    "az ml endpoint realtime": "az ml online-endpoint",
    "az ml model register": (
        "az ml model create --name NAME --path PATH; of what a job wrote the path is "
        "azureml://jobs/NAME_OF_THE_JOB/outputs/artifacts/paths/PATH"
    ),
    "az ml model deploy": "az ml online-endpoint create and az ml online-deployment create, each with --file",
    "az ml model profile": "a load test of a deployment: v2 does not profile models",
    "az ml environment register": "az ml environment create --file environment.yml",
    "az ml environment scaffold": "az ml environment create --file environment.yml",
    "az ml environment download": "az ml environment show --name NAME --version VERSION",
    "az ml dataset": "az ml data create --file data.yml; az ml data list, show and archive",
    "az ml datastore attach-": "az ml datastore create --file datastore.yml",
    "az ml datastore detach": "az ml datastore delete --name NAME",
    "az ml datastore upload": "az ml data create, which uploads a local path",
    "az ml datastore download": "az storage blob download-batch",
    "az ml datastore set-default": "nothing in v2 sets the default datastore",
    "az ml datastore show-default": "az ml workspace show --query storage_account",
    "az ml computetarget attach": "az ml compute attach --file compute.yml",
    "az ml computetarget create": "az ml compute create --file compute.yml",
    "az ml computetarget update": "az ml compute update --name NAME",
    "az ml computetarget": "az ml compute",
    "az ml workspace share": "az role assignment create --assignee USER --role ROLE --scope ID_OF_THE_WORKSPACE",
    "az ml workspace": "the same command, with --name instead of --workspace-name",
    "az ml run": "az ml job",
    "az ml folder": "az configure --defaults workspace=NAME group=NAME",
}
"""What a person writes instead, by how the v1 command begins; the longest that fits holds."""


@dataclass(frozen=True)
class Translated:
    """What becomes of a v1 command.

    Args:
        v2: the command, or what to write instead of it.
        notes: what is different.
        certain: whether ``v2`` can take its place.
    """

    v2: str
    notes: tuple[str, ...] = ()
    certain: bool = True
    parts: tuple[str, ...] = ()
    """The command cut where its lines may be broken."""


def symbol(command: Command) -> str:
    """The name of a command without its arguments."""
    names = []
    for word in command.words:
        if word.text.startswith("-") or not word.text.replace("-", "").isalpha():
            break
        names.append(word.text)
    return " ".join(names)


def translate(command: Command) -> Translated | None:
    """The v2 counterpart of a command; None when it is none of v1."""
    text = command.text
    if text.startswith("az extension remove "):
        return None  # it makes place for that of v2
    if text.startswith("az extension ") and EXTENSION not in [word.text.strip("'\"") for word in command.words]:
        return None
    if text.startswith(_SHARED) and _V1_FLAGS.intersection(word.text for word in command.words):
        return Translated(f"{symbol(command)} --name NAME --version VERSION", (_ADAPT,), certain=False)
    if text.startswith("az ml workspace ") and not _is_of_v1_workspace(command):
        return None
    known = [name for name in FORMS if f"{text} ".startswith(f"{name} ")]
    advised = [name for name in ADVICE if f"{text} ".startswith(name if name.endswith("-") else f"{name} ")]
    if known:
        form = FORMS[max(known, key=len)]
        found = _by_form(command, max(known, key=len), form)
        return found or Translated(ADVICE.get(max(known, key=len), form.v2), (_ADAPT,), certain=False)
    if advised:
        return Translated(ADVICE[max(advised, key=len)], certain=False)
    return None


_SHARED = ("az ml model show ", "az ml model download ", "az ml model delete ", "az ml model package ")
_V1_FLAGS = frozenset({"--model-id", "-i", "--model", "-m", "--inference-config-file", "--ic", "--model-metadata-file"})
"""Flags that tell a v1 command from the one of v2 with the same name."""


def _is_of_v1_workspace(command: Command) -> bool:
    """Whether a command is about a workspace as v1 calls it: in v2 the flag is ``--name``, and nothing is shared."""
    flags = {word.text.partition("=")[0] for word in command.words}
    return command.text.startswith("az ml workspace share ") or bool(flags & {"--workspace-name", "-w"})


_ADAPT = "its flags, or what reads its output, have to be adapted"


def _by_form(command: Command, name: str, form: Form) -> Translated | None:
    """The same command in v2; None when an argument of it is not known."""
    words = [word.text for word in command.words[len(name.split()) :]]
    if not command.whole or (form.shows and command.read):
        return None
    parts, notes, given = [form.v2], list[str](), set[str]()
    position = 0
    while position < len(words):
        flag, equals, value = words[position].partition("=")
        position += 1
        if flag in _SWITCHES or (name.startswith("az extension") and flag in ("--yes", "-y", "--upgrade")):
            parts.append(flag)
            continue
        if flag not in form.flags and flag not in form.without:
            return None
        if not equals:
            if position == len(words) or words[position].startswith("-"):
                return None
            value = words[position]
            position += 1
        given.add(flag)
        if flag in form.without:
            notes.append(f"{flag} is gone: {form.without[flag]}")
            continue
        if form.shows and flag in ("--query", "--output", "-o"):
            return None  # what reads the fields
        new = form.flags[flag]
        value = "ml" if value.strip("'\"") == EXTENSION else value
        parts.append(f"{new}{value}" if new.endswith("=") else f"{new} {value}")
    parts += [text for flag, text in form.added.items() if flag not in given]
    if len(parts) == 1 and not form.shows:
        return None
    return Translated(" ".join(parts), tuple(dict.fromkeys(notes)), parts=tuple(parts))
