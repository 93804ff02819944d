"""The JSON report: what each field holds, from the schema that the reports follow."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from migrate.pages import Page
from migrate.pages.markdown import code, link, table, text
from migrate.report.json import schema_text

Schema = Mapping[str, Any]
"""A JSON Schema, or a part of one."""


def report_pages() -> Iterator[Page]:
    """The reference of the report."""
    schema: Schema = json.loads(schema_text())
    parts = [
        "# JSON report\n",
        "`convert --report FILE.json` writes it, `azureml-migrate report FILE.json` makes the other formats of it. It "
        "follows a [JSON Schema](report-schema.json) (draft 2020-12), of which this page is the readable form. Paths "
        "are relative to the root of what was converted, secrets masked. Every field is written, but `sources` only "
        "with `--embed-sources`.\n",
        *_object("Report", schema),
    ]
    for name, part in schema["$defs"].items():
        parts += _object(name, part) if "properties" in part else _values(name, part)
    yield Page("report.md", "\n".join(parts), "Reference")


def _object(name: str, schema: Schema) -> Iterator[str]:
    yield f"## {name}\n"
    if schema.get("description"):
        yield f"{_words(schema['description'])}\n"
    rows = []
    for field, details in schema["properties"].items():
        default = code(json.dumps(details["default"])) if "default" in details else ""
        rows.append((code(field), _type(details), default, _words(details.get("description", ""))))
    yield table(("field", "type", "default", "holds"), rows)


def _values(name: str, schema: Schema) -> Iterator[str]:
    yield f"## {name}\n"
    if schema.get("description"):
        yield f"{_words(schema['description'])}\n"
    yield f"One of {', '.join(code(json.dumps(value)) for value in schema['enum'])}.\n"


def _words(description: str) -> str:
    return text(description.replace("``", "`"))


def _type(schema: Schema) -> str:
    """The type of a field in words, with links to the parts."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return link(name, f"#{name.lower()}")
    if "anyOf" in schema:
        return " or ".join(_type(choice) for choice in schema["anyOf"])
    if "const" in schema:
        return code(json.dumps(schema["const"]))
    if "enum" in schema:
        return ", ".join(code(json.dumps(value)) for value in schema["enum"])
    if schema.get("type") == "array":
        if "prefixItems" in schema:
            return f"array of {len(schema['prefixItems'])}: {', '.join(map(_type, schema['prefixItems']))}"
        return f"array of {_type(schema['items'])}"
    limits = [f"at least {schema['minimum']}"] if "minimum" in schema else []
    limits += [f"as {code(schema['pattern'])}"] if "pattern" in schema else []
    return ", ".join([schema.get("type", "anything"), *limits])
