"""Command lines, read as the service and the shell read them."""

from __future__ import annotations

import pytest

from migrate.verify.graph import Word, WordKind
from migrate.verify.v2.command_line import CommandLine, program_and_arguments, read
from migrate.verify.v2.origins import Constant, FromOutput, FromParameter, Source

DATA = FromOutput("prep", "clean")


def lined(text: str, **inputs: Source | None) -> CommandLine:
    return read(text, inputs)


def written(line: CommandLine) -> list[str]:
    """Words as ``text``, ``<input``, ``>output``, ``=parameter`` and ``*searched``, with what is glued to them."""
    signs = {
        WordKind.LITERAL: "",
        WordKind.INPUT: "<",
        WordKind.OUTPUT: ">",
        WordKind.PARAMETER: "=",
        WordKind.SEARCH: "*",
    }
    return [f"{word.prefix}{signs[word.kind]}{word.text}{word.suffix}" for word in line.words]


def test_each_reference_has_its_kind() -> None:
    line = read(
        "python a.py --d ${{inputs.d}} --n ${{inputs.n}} --k ${{inputs.k}} --o ${{outputs.o}}",
        {"d": DATA, "n": FromParameter("count", 3, 3)},
        swept={"k"},
    )
    assert written(line) == ["python", "a.py", "--d", "<d", "--n", "=count", "--k", "*k", "--o", ">o"]


def test_a_constant_is_put_in_as_text() -> None:
    line = lined(
        "run ${{inputs.a}} '${{inputs.b}}' --c=${{inputs.c}}", a=Constant(3), b=Constant("x y"), c=Constant(True)
    )
    assert written(line) == ["run", "3", "x y", "--c=True"]


def test_a_constant_that_is_not_quoted_is_split() -> None:
    assert written(lined("run ${{inputs.a}}", a=Constant("x y"))) == ["run", "x", "y"]
    assert written(lined("run ${{inputs.a}} end", a=Constant(""))) == ["run", "end"]


def test_text_around_a_reference_stays_with_it() -> None:
    line = lined("run --d=${{inputs.d}}/part", d=DATA)
    assert line.words[1] == Word(WordKind.INPUT, "d", prefix="--d=", suffix="/part")


def test_a_second_reference_in_a_word_is_part_of_its_text() -> None:
    line = lined("run ${{inputs.d}}:${{outputs.o}}", d=DATA)
    assert line.words[1] == Word(WordKind.INPUT, "d", suffix=":${{outputs.o}}")


@pytest.mark.parametrize("quoted", ["'a; b'", '"a; b"', "a\\;\\ b", "'a;'' b'", "'a'\"; b\""])
def test_ways_to_quote(quoted: str) -> None:
    line = lined(f"run {quoted}")
    assert written(line) == ["run", "a; b"]
    assert line.shell == ()


@pytest.mark.parametrize("active", ["*.csv", "a?", "~/x", "$HOME", '"$HOME"', "${HOME}", "`date`", "$(date)", "{a,b}"])
def test_what_a_shell_would_expand_is_told(active: str) -> None:
    assert lined(f"run {active}").shell


@pytest.mark.parametrize("harmless", ["'*.csv'", "'$HOME'", '"*"', "\\$HOME", "a~b", "5$", "{a}", "100%", "a=b"])
def test_what_a_shell_passes_on_is_not(harmless: str) -> None:
    assert lined(f"run {harmless}").shell == ()


def test_operators_are_words_as_in_a_v1_command() -> None:
    line = lined("make && ls | wc>out")
    assert written(line) == ["make", "&&", "ls", "|", "wc>out"]
    assert line.shell == ("&&", "|", ">")


def test_what_puts_data_in_its_place_is_no_word() -> None:
    linked = "mkdir -p data && ln -sfn ${{inputs.parts}} data/parts && python count.py --folder data/parts"
    assert written(lined(linked, parts=DATA)) == ["python", "count.py", "--folder", "data/parts"]


@pytest.mark.parametrize("command", ["ln -sfn parts data && python a.py", "ln -s ${{inputs.parts}} data; python a.py"])
def test_other_links_are_words(command: str) -> None:
    assert written(lined(command, parts=DATA))[0] == "ln"


def test_line_ends_and_comments() -> None:
    line = lined("python a.py \\\n  --x 1  # why\n")
    assert written(line) == ["python", "a.py", "--x", "1"]


class TestMarkers:
    @pytest.mark.parametrize("mark", ["echo done > ${{outputs.done}}/done.txt", "touch ${{outputs.done}}/_SUCCESS"])
    def test_a_mark_is_no_argument(self, mark: str) -> None:
        line = lined(f"python a.py --x 1 && {mark}")
        assert written(line) == ["python", "a.py", "--x", "1"]
        assert (line.markers, line.shell) == (("done",), ())

    def test_several(self) -> None:
        line = lined("a && echo 1 > ${{outputs.one}}/x && touch ${{outputs.two}}/x")
        assert line.markers == ("one", "two")

    @pytest.mark.parametrize(
        "command",
        [
            "a ; echo done > ${{outputs.done}}/x",  # also after a failure
            "a --o ${{outputs.done}} && echo done > ${{outputs.done}}/x",  # the program writes there, too
            "a && echo ${{inputs.d}} > ${{outputs.done}}/x",  # says more than that it has ended
            "a && echo done > /tmp/x",
            "a && cp x ${{outputs.done}}/x",
        ],
    )
    def test_what_is_no_mark(self, command: str) -> None:
        line = lined(command, d=DATA)
        assert line.markers == ()
        assert line.shell


class TestOptionalGroups:
    TEXT = "run --a 1 $[[--until ${{inputs.until}}]] --b 2"

    def test_with_a_value(self) -> None:
        assert written(lined(self.TEXT, until=Constant(5))) == ["run", "--a", "1", "--until", "5", "--b", "2"]

    def test_without(self) -> None:
        assert written(lined(self.TEXT, until=None)) == ["run", "--a", "1", "--b", "2"]
        assert written(lined(self.TEXT, until=FromParameter("until"))) == ["run", "--a", "1", "--b", "2"]


class TestQuotingOfParameters:
    def test_a_value_with_a_blank_needs_quotes(self) -> None:
        source = FromParameter("title", "Demand report", "Demand report")
        assert lined("run ${{inputs.t}}", t=source).split == {"title": "Demand report"}
        assert lined("run '${{inputs.t}}'", t=source).split == {}
        assert lined('run "${{inputs.t}}"', t=source).split == {}

    def test_the_submitted_value_counts_as_well(self) -> None:
        assert lined("run ${{inputs.t}}", t=FromParameter("title", "report", "two words")).split == {
            "title": "two words"
        }

    @pytest.mark.parametrize(
        ("value", "quotes", "survives"),
        [
            ("it's", "'", False),
            ("it's", '"', True),
            ('5"', '"', False),
            ("$HOME", '"', False),
            ("5 $", '"', True),
            ("", "'", True),
            ("", "", False),
            ("a*", "", False),
            ("path/to-x_1.csv", "", True),
        ],
    )
    def test_values_and_quotes(self, value: str, quotes: str, survives: bool) -> None:
        line = lined(f"run {quotes}${{{{inputs.t}}}}{quotes}", t=FromParameter("t", value, value))
        assert (line.split == {}) is survives

    def test_an_empty_value_glued_to_text_stays_a_word(self) -> None:
        assert lined("run --t=${{inputs.t}}", t=FromParameter("t", "", "")).split == {}


@pytest.mark.parametrize(
    ("command", "program"),
    [
        ("python a.py --x 1", 2),
        ("python -u a.py --x 1", 3),
        ("python3.10 -m package --x 1", 3),
        ("Rscript a.R", 2),
        ("./run --x 1", 1),
        ("python", 1),
    ],
)
def test_the_program_and_its_arguments(command: str, program: int) -> None:
    words = lined(command).words
    assert program_and_arguments(words) == (words[:program], words[program:])
