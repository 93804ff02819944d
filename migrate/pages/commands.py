"""The commands, as ``--help`` has them."""

from __future__ import annotations

from collections.abc import Iterator

import typer

from migrate.cli import app
from migrate.pages import Page
from migrate.pages.markdown import block, code, table, text


def command_pages() -> Iterator[Page]:
    """One page for all commands."""
    parts = [
        "# Commands\n",
        "What `azureml-migrate COMMAND --help` says. Defaults for `scan` and `convert` can stand under "
        "`[tool.azureml-migrate]` in `pyproject.toml`.\n",
    ]
    group = typer.main.get_command(app)
    for name, command in getattr(group, "commands").items():  # noqa: B009 - typed differently by typer's versions
        context = typer.Context(command, info_name=f"azureml-migrate {name}")
        parts += [f"## {name}\n", *(f"{text(words)}\n" for words in (command.help or "").split("\n\n"))]
        parts.append(block(command.get_usage(context).removeprefix("Usage: "), "text"))
        rows = []
        for parameter in command.params:
            record = parameter.get_help_record(context)
            if record is not None:
                # newer versions of typer name the Python type of an argument as well
                name_shown = record[0] if parameter.param_type_name == "option" else record[0].partition(" <")[0]
                rows.append((code(name_shown), text(record[1])))
        parts.append(table(("argument or option", "what it does"), rows))
    yield Page("commands.md", "\n".join(parts), "Reference")
