"""``store.upload(...)`` → ``AzureMachineLearningFileSystem(...).upload(...)``: the files of a datastore"""

from __future__ import annotations

from pathlib import PurePosixPath

import libcst as cst

from migrate.decisions.context import Context, called_on, given
from migrate.decisions.data import spliced, store_name
from migrate.decisions.inputs import input_of, path_of, ports_of
from migrate.decisions.removal import alone, sole_value
from migrate.decisions.rule import Decision, Edit, Example, Fate, Manual, Rule, changed, converted, dropped
from migrate.v1.values import Call, Const, Obj, constant
from migrate.v2.expressions import V2, Attr, Code, Expr, Literal, Text, User, call, method
from migrate.v2.statements import Do, Loop, Statement

_STORAGE = "azureml.data.azure_storage_datastore"
_KINDS = ("AbstractAzureStorageDatastore", "AzureBlobDatastore", "AzureFileDatastore")
_FSSPEC = "`pip install azureml-fsspec`"


def _files(use: Call, context: Context) -> Expr:
    """The file system of the datastore that a method is called on."""
    receiver = called_on(use, "datastore")
    name = store_name(receiver, use.receiver, context)
    parts = ("azureml://datastores/", name.value if isinstance(name, Literal) else name)
    uri = Text(tuple(part for part in parts if isinstance(part, (str, Attr, User))))
    client = context.client(use.client)
    return call(V2("azureml.fsspec", "AzureMachineLearningFileSystem"), uri, ml_client=client)


def _overwrite(use: Call, otherwise: str = "APPEND") -> Expr:
    """What happens to a file that is there: v1 keeps it unless told otherwise, v2 would fail."""
    value = use.value("overwrite") if "overwrite" in use.arguments else Const(False)
    answer = constant(value)
    if not isinstance(answer, bool):
        raise Manual(f'choose overwrite="MERGE_WITH_OVERWRITE" or "{otherwise}"')
    return Literal("MERGE_WITH_OVERWRITE" if answer else otherwise)


def _target(use: Call) -> Expr:
    return given(use, "target_path") or Literal("")


def _uploads(use: Call, fate: Fate, statement: Statement, context: Context) -> Decision:
    """The upload; where v1 goes on with a reference to what it uploaded, the upload and the reference."""
    if alone(use.where.statement, use.node):
        if isinstance(statement, Do):
            return Decision(fate, statement.value)
        return Decision(fate, edits=(Edit(use.where.statement, instead=(statement,), keep_comments=True),))
    data = use.result
    if not isinstance(data, Obj) or sole_value(use.where.statement) is not use.node:
        raise Manual("v2 returns nothing here: name the path azureml://datastores/<name>/paths/<target_path> instead")
    reference = input_of(data, context) if any(ports_of(data, context)) else path_of(data, context)
    return Decision(fate, reference, (Edit(use.where.statement, before=(statement,)),), removable=True)


def _upload(use: Call, context: Context) -> Decision:
    expr = method(
        _files(use, context),
        "upload",
        lpath=given(use, "src_dir"),
        rpath=_target(use),
        recursive=Literal(True),
        overwrite=_overwrite(use),
    )
    return _uploads(use, _uploaded, Do(expr), context)


_uploaded: Fate = changed("AzureMachineLearningFileSystem(uri).upload(...)", f"{_FSSPEC} for this")
_FOLDERS = f"{_FSSPEC} for this; each file goes straight into the folder, v1 kept folders below the files' common one"


def _upload_files(use: Call, context: Context) -> Decision:
    files = use.expression("files")
    if files is None:
        raise Manual("which files these are cannot be read from the code")
    items = [item.value for item in files.elements] if isinstance(files, (cst.List, cst.Tuple)) else []
    paths = [constant(context.value(item)) for item in items]
    folders = {str(PurePosixPath(path).parent) for path in paths if isinstance(path, str)}
    known = bool(paths) and all(isinstance(path, str) for path in paths)
    root = constant(use.value("relative_root")) if given(use, "relative_root") is not None else None
    if known and len(folders) > 1:
        raise Manual("these files are in several folders: upload each to its own")
    if given(use, "relative_root") is not None and not _is_folder(root, folders, known):
        raise Manual("upload each file to the folder that `relative_root` gave it")
    keywords = {"rpath": _target(use), "overwrite": _overwrite(use)}
    if len(items) == 1:
        expr = method(_files(use, context), "upload", lpath=User(items[0]), **keywords)
        return _uploads(use, _uploaded, Do(expr), context)
    path = context.new_name("path", use.where)
    each = method(_files(use, context), "upload", lpath=Code(path), **keywords)
    fate = _uploaded if known else changed("AzureMachineLearningFileSystem(uri).upload(...)", _FOLDERS)
    return _uploads(use, fate, Loop(path, User(files), (Do(each),)), context)


def _is_folder(root: object, folders: set[str], known: bool) -> bool:
    """Whether this is the folder that all files are in, which v1 would take anyway."""
    return known and isinstance(root, str) and folders == {str(PurePosixPath(root))}


def _download(use: Call, context: Context) -> Decision:
    target, prefix = given(use, "target_path"), given(use, "prefix")
    text = constant(use.value("prefix"))
    if target is None or prefix is None:
        raise Manual("name the folder to download: AzureMachineLearningFileSystem(uri).download(rpath, lpath, …)")
    if not alone(use.where.statement, use.node):
        raise Manual("v2 does not count the files that it downloads")
    path = PurePosixPath(text) if isinstance(text, str) else None
    is_file = path is not None and bool(path.suffix)
    below: Expr | None = prefix
    if path is not None and is_file:
        below = None if path.parent == PurePosixPath() else Literal(str(path.parent))
    # v1 repeats the path in the datastore below the target
    where = target if below is None else _joined(target, below)
    expr = method(
        _files(use, context),
        "download",
        rpath=prefix,
        lpath=where,
        recursive=None if is_file else Literal(True),
        overwrite=_overwrite(use),
    )
    message = f"{_FSSPEC} for this; v1 took every file whose path begins with the prefix, v2 the folder of this name"
    return Decision(changed("AzureMachineLearningFileSystem(uri).download(...)", message), expr)


def _joined(folder: Expr, below: Expr) -> Expr:
    parts: list[str | Expr] = []
    for part in (*spliced(folder), "/", *spliced(below)):
        text = _text_of(part)
        if text is not None and parts and isinstance(parts[-1], str):
            parts[-1] += text
        else:
            parts.append(part if text is None else text)
    return Text(tuple(parts))


def _text_of(part: str | Expr) -> str | None:
    if isinstance(part, User) and isinstance(part.node, cst.SimpleString):
        value = part.node.evaluated_value
        return value if isinstance(value, str) else None
    if isinstance(part, Literal):
        return str(part.value)
    return part if isinstance(part, str) else None


def _default(use: Call, context: Context) -> Decision:
    raise Manual("v2 cannot change the default datastore: set it in the studio, or name this one in the pipelines")


_NO_PROGRESS = dropped("azureml-fsspec shows no progress")
_OVERWRITE = converted("overwrite", "v1 keeps files that are there unless told otherwise: APPEND")
_UPLOAD = {
    "src_dir": converted("lpath"),
    "target_path": converted("rpath"),
    "overwrite": _OVERWRITE,
    "show_progress": _NO_PROGRESS,
}
_UPLOAD_FILES = {
    "files": converted("lpath"),
    "relative_root": dropped("it was the folder of the files"),
    "target_path": converted("rpath"),
    "overwrite": _OVERWRITE,
    "show_progress": _NO_PROGRESS,
}
_DOWNLOAD = {
    "target_path": converted("lpath"),
    "prefix": converted("rpath"),
    "overwrite": _OVERWRITE,
    "show_progress": _NO_PROGRESS,
}

RULE = Rule(
    code="AML311",
    name="datastore-files",
    summary="Uploads to a datastore and downloads from it go through azureml-fsspec, to the same paths.",
    url="https://learn.microsoft.com/azure/machine-learning/how-to-access-data-interactive?view=azureml-api-2",
    calls={
        **{f"{_STORAGE}.{kind}.upload": _upload for kind in _KINDS},
        **{f"{_STORAGE}.{kind}.upload_files": _upload_files for kind in _KINDS},
        **{f"{_STORAGE}.{kind}.download": _download for kind in _KINDS},
        "azureml.core.Datastore.set_as_default": _default,
    },
    parameters={
        **{f"{_STORAGE}.{kind}.upload": _UPLOAD for kind in _KINDS},
        **{f"{_STORAGE}.{kind}.upload_files": _UPLOAD_FILES for kind in _KINDS},
        **{f"{_STORAGE}.{kind}.download": _DOWNLOAD for kind in _KINDS},
        "azureml.core.Datastore.set_as_default": {},
    },
    examples=(
        Example(
            before="""\
from azureml.core import Datastore, Workspace

ws = Workspace.from_config()
store = ws.get_default_datastore()
archive = Datastore.get(ws, "archive")

store.upload(src_dir="data", target_path="sales/2026", overwrite=True, show_progress=True)
archive.upload_files(["out/prices.csv"], target_path="prices")
# the tables
archive.upload_files(files=["out/a.csv", "out/b.csv"], target_path="tables", overwrite=True)
store.download("local", prefix="sales/2026")
""",
            after="""\
from azure.ai.ml import MLClient
from azure.identity import DefaultAzureCredential
from azureml.fsspec import AzureMachineLearningFileSystem

ws = MLClient.from_config(DefaultAzureCredential())
store = ws.datastores.get_default()

AzureMachineLearningFileSystem(f"azureml://datastores/{store.name}", ml_client=ws).upload(
    lpath="data",
    rpath="sales/2026",
    recursive=True,
    overwrite="MERGE_WITH_OVERWRITE",
)
AzureMachineLearningFileSystem("azureml://datastores/archive", ml_client=ws).upload(
    lpath="out/prices.csv",
    rpath="prices",
    overwrite="APPEND",
)
# the tables
for path in ["out/a.csv", "out/b.csv"]:
    AzureMachineLearningFileSystem("azureml://datastores/archive", ml_client=ws).upload(
        lpath=path,
        rpath="tables",
        overwrite="MERGE_WITH_OVERWRITE",
    )
AzureMachineLearningFileSystem(f"azureml://datastores/{store.name}", ml_client=ws).download(
    rpath="sales/2026",
    lpath="local/sales/2026",
    recursive=True,
    overwrite="APPEND",
)
""",
        ),
    ),
)
