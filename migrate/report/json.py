"""The report as JSON, and the JSON Schema that it follows (``schema.json``, beside this file)."""

from __future__ import annotations

import json
import re
from contextlib import suppress

from pydantic import ValidationError

from migrate.errors import ReadError
from migrate.report.model import Report

_ESCAPED_BYTE = re.compile(r"\\udc[89a-f]")
"""A byte in the name of a file that is no UTF-8; pydantic 2 does not read it, Python does."""


def render_json(report: Report) -> str:
    """The report as indented JSON, in the order of the model."""
    left_out = {"sources"} if report.sources is None else set()
    return json.dumps(report.model_dump(mode="json", exclude=left_out), indent=2, ensure_ascii=False) + "\n"


def read_json(text: str, *, path: str) -> Report:
    """A report that ``render_json`` wrote.

    Raises:
        ReadError: it is no such report.
    """
    try:
        with suppress(json.JSONDecodeError):
            if _ESCAPED_BYTE.search(text):
                return Report.model_validate(json.loads(text))
        return Report.model_validate_json(text)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise ReadError(
            f"is no report of this version: {where}: {first['msg']}", path=path, advice="make it with convert --report"
        ) from None


def schema_text() -> str:
    """The JSON Schema of the report; ``schema.json`` holds it."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **Report.model_json_schema(mode="serialization"),
        "title": "Report of azureml-migrate",
    }
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
