"""What a node runs: placeholders, optional parts and scripts."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Iterator

from migrate.verify.checks.problem import Problem
from migrate.verify.pipeline_view import Component, FromNode, Node, Pipeline
from migrate.verify.references import bindings, is_remote

_OPTIONAL = re.compile(r"\$\[\[(.*?)\]\]", re.DOTALL)
_REFERENCE = re.compile(r"^(inputs|outputs)\.(\w+)((?:\.\w+)*)$")
_KNOWN_ROOTS = ("search_space.", "parent.", "name", "output_name", "default_datastore")
_MARKER = re.compile(r">\s*[\"']?\$\{\{\s*outputs\.(\w+)\s*\}\}")
_INTERPRETERS = re.compile(r"^(python[\d.]*|Rscript|bash|sh)$")
_OPTIONS_WITH_VALUE = {"-m", "-c", "-W", "-X", "-e"}


def unknown_placeholders(pipeline: Pipeline) -> Iterator[Problem]:
    """``${{inputs.nope}}`` in a component of a pipeline: validation of the job passes, submission raises."""
    for node, component in _components(pipeline):
        for field, text in component.texts.items():
            for reference in bindings(text):
                match = _REFERENCE.match(reference)
                if match is None:
                    if not reference.startswith(_KNOWN_ROOTS):
                        yield Problem(f"{field} has the unknown placeholder ${{{{{reference}}}}}", "", node)
                    continue
                ports = component.inputs if match[1] == "inputs" else component.outputs
                # an input of a group is written inputs.group.name
                if match[2] not in ports and match[2] + match[3] not in ports:
                    message = f"{field} refers to ${{{{{reference}}}}}, which is none of its {match[1]}"
                    yield Problem(message, f"add it to {match[1]}=", node)


def optional_inputs(pipeline: Pipeline) -> Iterator[Problem]:
    """Optional inputs belong into ``$[[ ]]``, and nothing else does; the client looks at neither."""
    for node, component in _components(pipeline):
        for field, text in component.texts.items():
            if field == "input_data":
                continue
            inside = {name for part in _OPTIONAL.findall(text) for name in _inputs(part)}
            outside = set(_inputs(_OPTIONAL.sub("", text)))
            for name, port in component.inputs.items():
                if port.optional and name in outside:
                    advice = f"write $[[--{name} ${{{{inputs.{name}}}}}]]"
                    yield Problem(f"optional input {name!r} stands outside $[[ ]] in its {field}", advice, node)
                if not port.optional and name in inside:
                    advice = "make the input optional, or remove the brackets"
                    yield Problem(f"input {name!r} stands inside $[[ ]] but is not optional", advice, node)


def line_continuations(pipeline: Pipeline) -> Iterator[Problem]:
    """The service does not run a command through a shell script: a backslash at the end of a line stays."""
    for node, component in _components(pipeline):
        if re.search(r"\\\s*\n", component.texts.get("command", "")):
            yield Problem("the command has a line that ends with a backslash", "write it in one line", node)


def missing_scripts(pipeline: Pipeline) -> Iterator[Problem]:
    """The script must be in the code folder; only its existence on the compute would tell otherwise."""
    for node, component in _components(pipeline):
        if is_remote(component.code):
            continue
        scripts = [*scripts_of(component.texts.get("command", "")), *component.scripts.values()]
        for script in scripts:
            if os.path.isabs(script) or "${{" in script:
                continue
            if not component.code:
                yield Problem(f"runs {script!r}, but has no code folder", "pass code=", node)
            elif not _holds(component.code, script):
                yield Problem(f"{script!r} is not in the code folder {os.path.basename(component.code)!r}", "", node)


def _holds(code: str, script: str) -> bool:
    if os.path.isfile(code):
        return os.path.basename(code) == os.path.normpath(script)
    return os.path.isfile(os.path.join(code, script))


def scripts_of(command: str) -> Iterator[str]:
    """Files that a command line hands to an interpreter."""
    plain = re.sub(r"\$\{\{.*?\}\}|\$\[\[|\]\]", "x", command, flags=re.DOTALL)
    try:
        lexer = shlex.shlex(plain, posix=True, punctuation_chars=";&|()\n")
        lexer.whitespace = " \t\r"
        lexer.commenters = ""
        words = list(lexer)
    except ValueError:  # an open quote
        return
    for position, word in enumerate(words):
        if word == "cd":  # nothing is known about where it leads
            return
        if not _INTERPRETERS.match(os.path.basename(word)):
            continue
        rest = iter(words[position + 1 :])
        for following in rest:
            if following in _OPTIONS_WITH_VALUE:
                break  # a module or code instead of a file; for -W and -X nothing is claimed
            if following.startswith("-"):
                continue
            if re.search(r"\.(py|R|r|sh|ipynb)$", following):
                yield following
            break


def unused_inputs(pipeline: Pipeline) -> Iterator[Problem]:
    """An input that the command does not mention; intended when it only orders two nodes."""
    for node, component in _components(pipeline):
        used = {name for text in component.texts.values() for name in _inputs(text)}
        used |= {name for value in node.environment_variables.values() for name in _inputs(str(value))}
        for name in component.inputs:
            group = name.partition(".")[0]
            if name in used or group in used or name.startswith("after_") or _is_marker(node, name, pipeline):
                continue
            if component.kind in ("command", "parallel", "spark"):
                yield Problem(f"input {name!r} is not used in the command", "", node)


def _is_marker(node: Node, name: str, pipeline: Pipeline) -> bool:
    """Whether an input is bound to an output that is written by ``echo done > ${{outputs.done}}/...``."""
    bound = node.inputs.get(name)
    if bound is None or not isinstance(bound.source, FromNode):
        return False
    producer = pipeline.nodes.get(bound.source.node)
    if producer is None or producer.component is None:
        return False
    return bound.source.output in _MARKER.findall(producer.component.texts.get("command", ""))


def unwritten_outputs(pipeline: Pipeline) -> Iterator[Problem]:
    """An output whose place the command does not get to know: nothing can be written there."""
    for node, component in _components(pipeline):
        texts = [*component.texts.values(), *map(str, node.environment_variables.values())]
        used = {
            reference.partition(".")[2] for text in texts for reference in bindings(text) if "outputs." in reference
        }
        for name in component.outputs:
            if name not in used and component.kind in ("command", "parallel", "spark"):
                yield Problem(f"output {name!r} is not passed to the command", "", node)


def _inputs(text: str) -> list[str]:
    matches = (_REFERENCE.match(reference) for reference in bindings(text))
    return [match[2] + match[3] for match in matches if match is not None and match[1] == "inputs"]


def _components(pipeline: Pipeline) -> Iterator[tuple[Node, Component]]:
    for node in pipeline.nodes.values():
        if node.component is not None and node.inner is None:
            yield node, node.component
