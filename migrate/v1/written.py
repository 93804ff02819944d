"""What statements and annotations say by themselves, whatever their variables hold."""

from __future__ import annotations

from typing import Final

import libcst as cst

from migrate.v1.nodes import bound_names, children, code_of, names_read
from migrate.v1.scopes import Variables
from migrate.v1.values import Unknown, type_name

_BUILTIN: Final = ("str", "int", "float", "bool")


def without_none(annotation: cst.BaseExpression) -> cst.BaseExpression:
    """``X`` for ``Optional[X]``, ``Union[X, None]`` and ``X | None``; anything else as it is."""
    parts = [annotation]
    if isinstance(annotation, cst.Subscript) and isinstance(annotation.value, (cst.Name, cst.Attribute)):
        name = annotation.value.value if isinstance(annotation.value, cst.Name) else annotation.value.attr.value
        if name in ("Optional", "Union"):
            parts = [one.slice.value for one in annotation.slice if isinstance(one.slice, cst.Index)]
    elif isinstance(annotation, cst.BinaryOperation) and isinstance(annotation.operator, cst.BitOr):
        parts = [annotation.left, annotation.right]
    named = [one for one in parts if not (isinstance(one, cst.Name) and one.value == "None")]
    return named[0] if len(named) == 1 else annotation


def builtin(annotation: cst.BaseExpression) -> str:
    """The builtin type that an annotation names; empty when it names another."""
    annotation = without_none(annotation)
    return annotation.value if isinstance(annotation, cst.Name) and annotation.value in _BUILTIN else ""


def fields_of(node: cst.ClassDef) -> list[str]:
    """The attributes that an instance may be given other values of, in order: those of data classes and their like."""
    if not node.decorators and not node.bases:
        return []
    lines = (line for line in node.body.body if isinstance(line, cst.SimpleStatementLine))
    targets = (small.target for line in lines for small in line.body if isinstance(small, cst.AnnAssign))
    return [target.value for target in targets if isinstance(target, cst.Name)]


def is_main_guard(test: cst.BaseExpression) -> bool:
    return (
        isinstance(test, cst.Comparison)
        and isinstance(test.left, cst.Name)
        and test.left.value == "__name__"
        and len(test.comparisons) == 1
        and isinstance(test.comparisons[0].operator, cst.Equal)
    )


def leaves(body: object) -> bool:
    """Whether a block ends by leaving the function or the loop, so that nothing after it sees its variables."""
    if not isinstance(body, cst.IndentedBlock) or not body.body:
        return False
    last = body.body[-1]
    if not isinstance(last, cst.SimpleStatementLine):
        return False
    small = last.body[-1]
    if isinstance(small, (cst.Return, cst.Raise, cst.Continue, cst.Break)):
        return True
    return (
        isinstance(small, cst.Expr)
        and isinstance(small.value, cst.Call)
        and code_of(small.value.func) in ("sys.exit", "exit", "quit")
    )


def counted(node: cst.CSTNode, before: Variables) -> Variables:
    """What variables hold that a loop changes: from its second time on, not what they held before it."""
    found: Variables = {}
    targets: list[cst.BaseExpression] = []
    if isinstance(node, cst.AugAssign):
        targets = [node.target]
    elif isinstance(node, cst.Assign):
        targets = [target.target for target in node.targets]
    for target in targets:
        value = before.get(target.value) if isinstance(target, cst.Name) else None
        if isinstance(target, cst.Name) and type_name(value) in ("str", "int", "float"):
            found[target.value] = Unknown(type_name(value))
    if not isinstance(node, (cst.FunctionDef, cst.ClassDef, cst.BaseExpression)):
        for child in children(node):
            found |= counted(child, before)
    return found


def leaves_round(node: cst.If) -> bool:
    """Whether it is ``if …: continue`` or ``if …: break``, with or without other statements before that."""
    last = node.body.body[-1] if isinstance(node.body, cst.IndentedBlock) else None
    small = last.body[-1] if isinstance(last, cst.SimpleStatementLine) else None
    return node.orelse is None and isinstance(small, (cst.Break, cst.Continue))


def read_first(body: cst.BaseSuite) -> set[str]:
    """The variables that a round of a loop may read before it has bound them."""
    found: set[str] = set()
    bound: set[str] = set()
    for statement in body.body:
        small = statement.body[0] if isinstance(statement, cst.SimpleStatementLine) else None
        targets = [one.target for one in small.targets] if isinstance(small, cst.Assign) else []
        own = {name for target in targets for name in bound_names(target)}
        read = small.value if isinstance(small, cst.Assign) else statement
        found |= {name.value for name in names_read(read)} - bound
        bound |= own
    return found


def sole_value(statement: cst.CSTNode) -> cst.BaseExpression | None:
    """The expression that is all of the statement."""
    small = statement.body[0] if isinstance(statement, cst.SimpleStatementLine) and len(statement.body) == 1 else None
    return small.value if isinstance(small, cst.Expr) else None


def hands_on(method: cst.FunctionDef) -> bool:
    """Whether a constructor does nothing but hand on all that it is given: ``super().__init__(*args, **kwargs)``."""
    params = method.params
    star = f"*{params.star_arg.name.value}" if isinstance(params.star_arg, cst.Param) else ""
    stars = f"**{params.star_kwarg.name.value}" if params.star_kwarg is not None else ""
    named = (*params.posonly_params, *params.params, *params.kwonly_params)
    body = method.body.body if isinstance(method.body, cst.IndentedBlock) else ()
    said = [small for line in body if isinstance(line, cst.SimpleStatementLine) for small in line.body]
    said = said[1:] if method.get_docstring() is not None else said
    if method.name.value != "__init__" or len(named) != 1 or len(said) != 1 or not (star or stars):
        return False
    call = said[0].value if isinstance(said[0], cst.Expr) else None
    if not isinstance(call, cst.Call) or not code_of(call.func).startswith("super(") or method.decorators:
        return False
    given = [f"{one.star}{code_of(one.value)}" if one.keyword is None else "" for one in call.args]
    return code_of(call.func).endswith(").__init__") and given == [one for one in (star, stars) if one]
