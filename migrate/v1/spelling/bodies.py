"""The body of a function as it stands in place of a call of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import libcst as cst

from migrate.v1.data import ACCESS
from migrate.v1.nodes import bound_by, bound_names, code_of, locals_of, names_read, walk
from migrate.v1.purity import is_pure
from migrate.v1.spelling.names import free
from migrate.v1.spelling.survey import Survey
from migrate.v1.spelling.writer import Remembering

_COMMENT = 100
"""A docstring that is longer is none of a line."""


def called(statement: cst.SimpleStatementLine, function: cst.FunctionDef, survey: Survey) -> cst.Call | None:
    """The call of the function that is all of a statement, or all that it binds or returns."""
    small = statement.body[0] if len(statement.body) == 1 else None
    if not isinstance(small, (cst.Expr, cst.Assign, cst.Return)):
        return None
    if isinstance(small, cst.Assign) and (len(small.targets) != 1 or not bound_names(small.targets[0].target)):
        return None
    call = small.value
    return call if isinstance(call, cst.Call) and is_called(call.func, function, survey) else None


def is_called(node: cst.CSTNode, function: cst.FunctionDef, survey: Survey) -> bool:
    """``prep`` for a function of that name, ``self.prep`` for a method, or that of a variable with an instance."""
    if function not in survey.methods:
        return isinstance(node, cst.Name) and node.value == function.name.value
    name = node.attr.value if isinstance(node, cst.Attribute) else ""
    return name == function.name.value and instance_of(node, function, survey) is not None


def instance_of(node: cst.CSTNode, function: cst.FunctionDef, survey: Survey) -> str | None:
    """The variable whose attribute an expression reads, when it holds an instance with the method."""
    of = node.value if isinstance(node, cst.Attribute) else None
    if not isinstance(of, cst.Name) or function not in survey.methods:
        return None
    known = of.value == "self" or survey.instances.get(of.value) is survey.methods[function]
    return of.value if known else None


def parameters(function: cst.FunctionDef, survey: Survey) -> Sequence[cst.Param]:
    """What a call gives; the instance of a method is the same for the one that calls it."""
    return [*_in_order(function, survey), *function.params.kwonly_params]


def _in_order(function: cst.FunctionDef, survey: Survey) -> Sequence[cst.Param]:
    """What a call may give without a keyword."""
    return function.params.params[1:] if function in survey.methods else function.params.params


def given(call: cst.Call, function: cst.FunctionDef, survey: Survey) -> dict[str, cst.BaseExpression] | None:
    """By parameter what the call gives for it; None when that is not known."""
    params = parameters(function, survey)
    names = [param.name.value for param in params]
    in_order = names[: len(_in_order(function, survey))]
    more = function.params.star_arg
    rest: list[cst.BaseExpression] = []
    found: dict[str, cst.BaseExpression] = {}
    for place, argument in enumerate(call.args):
        name = argument.keyword.value if argument.keyword is not None else "".join(in_order[place : place + 1])
        if argument.keyword is not None and name not in names and function.params.star_kwarg is not None:
            continue
        if not argument.star and not name and isinstance(more, cst.Param):
            rest.append(argument.value)
            continue
        if argument.star or name not in names or name in found:
            return None
        found[name] = argument.value
    for param in params:
        if param.name.value not in found:
            if param.default is None or not survey.is_stable(param.default):
                return None
            found[param.name.value] = param.default
    together = {more.name.value: cst.Tuple([cst.Element(one) for one in rest])} if isinstance(more, cst.Param) else {}
    return {name: found[name] for name in names} | together


def handed_on(call: cst.Call, function: cst.FunctionDef) -> list[cst.Arg]:
    """The keywords of the call that the function takes as ``**keywords``."""
    names = {param.name.value for param in (*function.params.params, *function.params.kwonly_params)}
    return [one for one in call.args if one.keyword is not None and one.keyword.value not in names]


def hands_on(function: cst.FunctionDef) -> bool:
    """Whether a function without ``**keywords``, or with them only as those of a single call in it."""
    if function.params.star_kwarg is None:
        return True
    name = function.params.star_kwarg.name.value
    reads = [node for node in names_read(function.body) if node.value == name]
    spread = [
        argument.value
        for node in walk(function.body)
        if isinstance(node, cst.Call)
        for argument in node.args
        if argument.star == "**"
    ]
    return len(reads) == 1 and reads[0] in spread


def _text(node: cst.BaseExpression) -> str | None:
    """What a string says that may stand in an f-string as it is."""
    value = node.evaluated_value if isinstance(node, cst.SimpleString) else None
    plain = isinstance(value, str) and value.isprintable() and {"'", '"', "\\", "{", "}"}.isdisjoint(value)
    return value if plain and isinstance(value, str) else None


class Renamer(Remembering):
    """Writes other expressions for variables; keeps which node was which."""

    def __init__(
        self,
        values: dict[str, cst.BaseExpression],
        names: dict[str, str],
        keywords: tuple[str, Sequence[cst.Arg]] = ("", ()),
    ) -> None:
        super().__init__()
        self.values = values
        self.names = names
        self.keywords = keywords
        """What takes the place of ``**keywords``: their name, and the keywords."""

    def leave_FormattedStringExpression(
        self, original_node: cst.FormattedStringExpression, updated_node: cst.FormattedStringExpression
    ) -> cst.BaseFormattedStringContent:
        text = _text(updated_node.expression)
        formatted = updated_node.conversion or updated_node.format_spec or updated_node.equal
        return updated_node if text is None or formatted else cst.FormattedStringText(text)

    def leave_FormattedString(
        self, original_node: cst.FormattedString, updated_node: cst.FormattedString
    ) -> cst.BaseExpression:
        parts = [one.value if isinstance(one, cst.FormattedStringText) else None for one in updated_node.parts]
        texts = [one for one in parts if one is not None]
        if len(texts) < len(parts) or any("{" in one or "}" in one for one in texts):
            return updated_node
        start = updated_node.start.replace("f", "").replace("F", "")
        return cst.SimpleString(f"{start}{''.join(texts)}{updated_node.end}")

    def leave_BinaryOperation(
        self, original_node: cst.BinaryOperation, updated_node: cst.BinaryOperation
    ) -> cst.BaseExpression:
        left, right = _text(updated_node.left), _text(updated_node.right)
        texts = left is not None and right is not None and isinstance(updated_node.operator, cst.Add)
        return cst.SimpleString(f'"{left}{right}"') if texts else updated_node

    def leave_Call(self, original_node: cst.Call, updated_node: cst.Call) -> cst.BaseExpression:
        name, given = self.keywords
        args: list[cst.Arg] = []
        for before, after in zip(original_node.args, updated_node.args, strict=True):
            spread = before.star == "**" and isinstance(before.value, cst.Name) and before.value.value == name
            comma = cst.Comma(whitespace_after=cst.SimpleWhitespace(" "))
            new = [one.deep_clone().with_changes(comma=comma, whitespace_after_arg=_BLANK) for one in given]
            args += (new if name else [after]) if spread else [after]
        if args and name and args != list(updated_node.args):
            args[-1] = args[-1].with_changes(comma=cst.MaybeSentinel.DEFAULT)
        return updated_node.with_changes(args=args) if name else updated_node

    def leave_BooleanOperation(
        self, original_node: cst.BooleanOperation, updated_node: cst.BooleanOperation
    ) -> cst.BaseExpression:
        """``inputs or []``, where it is known what is given."""
        known = isinstance(original_node.left, cst.Name) and original_node.left.value in self.values
        filled = _is_filled(updated_node.left) if known and isinstance(updated_node.operator, cst.Or) else None
        if filled is None:
            return updated_node
        return self._bare(original_node.left, updated_node.left) if filled else updated_node.right

    def leave_Attribute(self, original_node: cst.Attribute, updated_node: cst.Attribute) -> cst.BaseExpression:
        return updated_node.with_changes(attr=original_node.attr)

    def leave_Arg(self, original_node: cst.Arg, updated_node: cst.Arg) -> cst.Arg:
        value = self._bare(original_node.value, updated_node.value)
        return updated_node.with_changes(keyword=original_node.keyword, value=value)

    def leave_Assign(self, original_node: cst.Assign, updated_node: cst.Assign) -> cst.Assign:
        return updated_node.with_changes(value=self._bare(original_node.value, updated_node.value))

    def _bare(self, before: cst.BaseExpression, after: cst.BaseExpression) -> cst.BaseExpression:
        """Without the parentheses that a value needs as a part of something else only."""
        whole = isinstance(before, cst.Name) and before.value in self.values and not before.lpar
        if not whole or not after.lpar or not isinstance(after, _JOINED) or "\n" in code_of(after):
            return after
        bare = after.with_changes(lpar=after.lpar[1:], rpar=after.rpar[:-1])
        self.before[bare] = before
        return bare

    def leave_Name(self, original_node: cst.Name, updated_node: cst.Name) -> cst.BaseExpression:
        name = original_node.value
        if name in self.values:
            value = self.values[name].deep_clone()
            joined = isinstance(value, _JOINED) and not value.lpar
            return value.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()]) if joined else value
        return updated_node.with_changes(value=self.names[name]) if name in self.names else updated_node


_SOMETIMES = (
    cst.Lambda, cst.ListComp, cst.GeneratorExp, cst.DictComp, cst.SetComp, cst.IfExp, cst.If, cst.For, cst.While,
)  # fmt: skip
"""What may evaluate something in it never, or several times."""
_BLANK = cst.SimpleWhitespace("")
_JOINED = (cst.IfExp, cst.BooleanOperation, cst.BinaryOperation, cst.UnaryOperation, cst.Comparison, cst.Lambda)
"""What may bind less tightly than what it becomes a part of."""


def _is_filled(node: cst.BaseExpression) -> bool | None:
    """Whether a list or None that is spelled out has something in it; None for anything else."""
    if isinstance(node, cst.Name) and node.value == "None":
        return False
    if isinstance(node, (cst.List, cst.Tuple)) and not any(isinstance(x, cst.StarredElement) for x in node.elements):
        return bool(node.elements)
    if isinstance(node, cst.BinaryOperation) and isinstance(node.operator, cst.Add):
        return True if _is_filled(node.left) or _is_filled(node.right) else None
    return None


def _in_texts(function: cst.FunctionDef) -> set[str]:
    """The names that stand in f-strings."""
    texts = (node for node in walk(function.body) if isinstance(node, cst.FormattedStringExpression))
    return {name.value for text in texts for name in names_read(text)}


def is_word(name: str, value: cst.BaseExpression, function: cst.FunctionDef, survey: Survey) -> bool:
    """Whether it may stand wherever the parameter is read."""
    if isinstance(value, cst.Name):
        return True
    code = code_of(value)
    if name in _in_texts(function) and _text(value) is None and not {"'", '"', "\\"}.isdisjoint(code):
        return False
    if _is_read_once(name, function) and (
        _is_list(value, survey) or (expression(function) is not None and is_pure(value))
    ):
        return True
    return survey.is_stable(value) and not isinstance(value, (cst.List, cst.Dict, cst.Set, cst.Tuple))


def _is_list(value: cst.BaseExpression, survey: Survey) -> bool:
    """Whether it is a list of what gives the same elsewhere."""
    if isinstance(value, cst.BinaryOperation) and isinstance(value.operator, cst.Add):
        return _is_list(value.left, survey) and _is_list(value.right, survey)
    if not isinstance(value, (cst.List, cst.Tuple)):
        return False
    elements = [one.value for one in value.elements]
    return all(isinstance(one, cst.Name) or survey.is_stable(one) or _is_access(one, survey) for one in elements)


def _is_access(node: cst.BaseExpression, survey: Survey) -> bool:
    """``data.as_named_input("data").as_mount()``"""
    while isinstance(node, cst.Call) and isinstance(node.func, cst.Attribute) and node.func.attr.value in ACCESS:
        if not all(survey.is_stable(one.value) for one in node.args):
            return False
        node = node.func.value
        if isinstance(node, cst.Name):
            return True
    return False


def _is_read_once(name: str, function: cst.FunctionDef) -> bool:
    """Whether the function evaluates the parameter once, whenever it is called."""
    reads = [node for node in names_read(function.body) if node.value == name]
    lazy = (
        cst.Lambda,
        cst.ListComp,
        cst.GeneratorExp,
        cst.DictComp,
        cst.SetComp,
        cst.IfExp,
        cst.If,
        cst.For,
        cst.While,
    )
    inside = (one for node in walk(function.body) if isinstance(node, lazy) for one in walk(node))
    return len(reads) <= 1 and not any(one in reads for one in inside)


def are_words(call: cst.Call, function: cst.FunctionDef, survey: Survey) -> bool:
    arguments = given(call, function, survey)
    return arguments is not None and all(is_word(name, value, function, survey) for name, value in arguments.items())


def expression(function: cst.FunctionDef) -> cst.BaseExpression | None:
    """What it returns, when it does nothing else."""
    body = function.body.body[1:] if function.get_docstring() is not None else function.body.body
    return _result(function) if len(body) == 1 else None


def _bound(function: cst.FunctionDef) -> set[str]:
    """The variables that its statements bind; those of comprehensions are none."""
    return {
        name
        for node in walk(function.body)
        if not isinstance(node, (cst.CompFor, cst.Param))
        for name in bound_by(node)
    }


def _wanted(
    small: cst.BaseSmallStatement, function: cst.FunctionDef, arguments: Mapping[str, cst.BaseExpression]
) -> dict[str, str]:
    """By variable that the function returns the one that it is bound to; empty unless all are so."""
    returned = _returned(_result(function))
    targets = bound_names(small.targets[0].target) if isinstance(small, cst.Assign) else []
    read = {name.value for name in names_read(function.body)} - locals_of(function)
    read |= {name.value for value in arguments.values() for name in names_read(value)}
    local = locals_of(function) - set(arguments)
    known = local.issuperset(returned) and "self" not in returned
    if len(returned) != len(targets) or not known or not read.isdisjoint(targets):
        return {}
    return dict(zip(returned, targets, strict=True))


def _result(function: cst.FunctionDef) -> cst.BaseExpression | None:
    last = function.body.body[-1]
    small = last.body[-1] if isinstance(last, cst.SimpleStatementLine) else None
    return small.value if isinstance(small, cst.Return) else None


def _returned(node: cst.BaseExpression | None) -> list[str]:
    """The variables that a function returns, when it returns nothing else."""
    if isinstance(node, cst.Name):
        return [node.value]
    if isinstance(node, cst.Tuple) and all(isinstance(one.value, cst.Name) for one in node.elements):
        found = [cst.ensure_type(one.value, cst.Name).value for one in node.elements]
        return found if len(set(found)) == len(found) else []
    return []


def _described(first: cst.BaseStatement, function: cst.FunctionDef) -> cst.BaseStatement:
    """The first statement of a function, below what a line of docstring says of it."""
    text = function.get_docstring()
    if text is None or "\n" in text or len(text) > _COMMENT:
        return first
    above: Sequence[cst.EmptyLine] = getattr(first, "leading_lines", ())
    return first.with_changes(leading_lines=[cst.EmptyLine(comment=cst.Comment(f"# {text}")), *above])


def body_at(
    function: cst.FunctionDef,
    statement: cst.SimpleStatementLine,
    survey: Survey,
    taken: set[str],
    renamed: Callable[[dict[str, cst.BaseExpression], dict[str, str]], Renamer],
    shown: bool,
) -> tuple[list[cst.BaseStatement], dict[cst.CSTNode, cst.CSTNode]]:
    """The statements of the function in place of a call, and which node each of theirs was.

    Args:
        taken: the names that something stands for where it is called; the new ones are added.
        renamed: writes the arguments for the parameters.
        shown: whether somebody sees what a statement gives that does nothing else.
    """
    call = called(statement, function, survey)
    arguments = given(call, function, survey) if call is not None else None
    assert arguments is not None
    own = {
        name: value
        for name, value in arguments.items()
        if name in _bound(function) or not is_word(name, value, function, survey)
    }
    names = {name: free(name, taken) for name in own}
    lines = [
        cst.SimpleStatementLine([cst.Assign([cst.AssignTarget(cst.Name(names[name]))], value.deep_clone())])
        for name, value in own.items()
    ]
    small = statement.body[0]
    wanted = _wanted(small, function, arguments)
    own_instance = {"self"} if function in survey.methods else set()
    if call is not None and (instance := instance_of(call.func, function, survey)) is not None:
        names["self"] = instance
    for name in sorted(locals_of(function) - set(arguments) - own_instance):
        # What it returns has the name at once that it is bound to.
        names[name] = wanted[name] if name in wanted else free(name, taken)
    renamer = renamed({name: value for name, value in arguments.items() if name not in own}, names)
    body = function.body.body[1:] if function.get_docstring() is not None else function.body.body
    written = [list(_statements(line.visit(renamer))) for line in body]
    if _result(function) is not None:
        last = cst.ensure_type(written[-1][0], cst.SimpleStatementLine)
        value = cst.ensure_type(last.body[-1], cst.Return).value
        idle = isinstance(small, cst.Expr) and isinstance(value, cst.Name) and not shown
        end = [] if wanted or idle else [small.with_changes(value=value)]
        kept = [*last.body[:-1], *end]
        written[-1] = [last.with_changes(body=kept)] if kept else []
    first, *others = [*lines, *(one for several in written for one in several)] or [
        cst.SimpleStatementLine([cst.Pass()])
    ]
    return [_described(first, function), *others], renamer.before


def _statements(written: object) -> Iterator[cst.BaseStatement]:
    """What a visitor gives for a statement."""
    if isinstance(written, cst.FlattenSentinel):
        yield from written
    elif isinstance(written, cst.BaseStatement):
        yield written
