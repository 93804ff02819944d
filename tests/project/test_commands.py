"""Which words of a script are commands."""

from __future__ import annotations

import pytest

from migrate.project.commands import commands


def _found(text: str) -> list[str]:
    return [command.text for command in commands(text, "az")]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("az a\n\taz b; az c && az d || az e\n", ["az a", "az b", "az c", "az d", "az e"]),
        ("if ! az a; then\n  az b\nelif az c; then time az d; fi\n", ["az a", "az b", "az c", "az d"]),
        ("while [ $(az a) = 1 ]; do az b; done\n", ["az a", "az b"]),
        ('id=$(az a --query "[0]" -o tsv)\n', ['az a --query "[0]" -o tsv']),
        ('x="$(az a -r "$R" -w w)"\n', ['az a -r "$R" -w w']),
        ('CMD="az a -r x"\nbash -c "az b"\nA=1 B="x" az c\n', ["az a -r x", "az b", "az c"]),
        ("all:\n\t@az a\n\t-sudo az b\nRUN az c\n", ["az a", "az b", "az c"]),
        ("$x = az a\n[string]$y = (az b | ConvertFrom-Json).id\n", ["az a", "az b"]),
        ("for /f %%i in ('az a') do set V=%%i\n", ["az a"]),
        ("!az a\nx = !az b\n", ["az a", "az b"]),
        ("- run: az a\n- script: 'az b && az c'\n  inlineScript: |\n    az d\n", ["az a", "az b", "az c", "az d"]),
        ('script:\n- az a\nargs: ["-c", "az b"]\n', ["az a", "az b"]),
        ("echo y | az a\necho `az b` && az c\n", ["az a", "az b", "az c"]),
        ('echo "now: $(az a --query "[0]")"\naz b\n', ['az a --query "[0]"', "az b"]),
        ("cat > run.sh <<EOF\naz a\nEOF\n", ["az a"]),
        ("echo it's\naz a\n", ["az a"]),
        ("- run: 'echo x'\n- run: az a\n", ["az a"]),
    ],
)
def test_commands(text: str, found: list[str]) -> None:
    assert _found(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "# az a\nls # az a\n// az a\nREM az a\n:: az a\n<#\naz a\n#>\n",
        'echo "az a"\necho to cancel: az a\nprintf \'az a\\n\'\nWrite-Host "az a"\n@echo az a\n',
        'if x; then echo "az a"; fi\n',
        'echo "Usage:\n  az a\n"\n',
        "echo a \\\n  az a\n",
        "cat <<EOF\naz a\nEOF\n",
        '  - name: az a\n    displayName: "az a"\n    description: run az a\n',
        'HELP="use az a"\necho "##[section]run az a"\n',
        "See az a\nto do az a\n",
        "xaz a\naz-a b\n",
    ],
)
def test_look_alikes(text: str) -> None:
    assert _found(text) == []


def test_lines_and_ends() -> None:
    found = list(commands('- run: "az a && az b \\\n    --x"\n- run: "az c"\n', "az"))
    assert [(one.text, one.line, one.whole) for one in found] == [
        ("az a", 1, True),
        ("az b --x", 1, True),
        ("az c", 3, True),
    ]
    assert [one.whole for one in commands('bash -c "az a\n  az b | tee x; az c --x\n"', "az")] == [False, True, True]
