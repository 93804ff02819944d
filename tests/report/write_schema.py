"""Write ``migrate/report/schema.json`` anew: ``python -m tests.report.write_schema``."""

from __future__ import annotations

from pathlib import Path

import migrate.report
from migrate.report.json import schema_text

if __name__ == "__main__":
    Path(migrate.report.__file__).with_name("schema.json").write_text(schema_text(), encoding="utf-8")
