"""``PipelineParameter("rounds", 100)`` → a parameter of the pipeline function, ``rounds: int = 100``"""

from __future__ import annotations

from migrate.decisions.context import Context
from migrate.decisions.data import parameter_name
from migrate.decisions.removal import removal
from migrate.decisions.rule import Decision, Edit, Manual, Rule, changed, converted, learn
from migrate.v1.data import PIPELINE_PARAMETER
from migrate.v1.values import Call, Obj, type_name


def _parameter(use: Call, context: Context) -> Decision:
    obj = use.result
    assert isinstance(obj, Obj)
    if not any(obj in step.parameters for step in context.converted_steps):
        raise Manual("no pipeline that could be converted uses this parameter")
    context.vanished[obj] = f"`{obj.name}` is now a parameter of the pipeline function"
    edit = removal(use.where.statement, use.node)
    edits: tuple[Edit, ...] = (edit,) if edit is not None else ()
    v2 = f"{parameter_name(obj)}: parameter of the pipeline function"
    if not type_name(use.value("default_value")):
        message = "the type of the default is not known, so the parameter is a string: the command gets the same text"
        return Decision(changed(v2, message), edits=edits)
    return Decision(converted(v2), edits=edits)


RULE = Rule(
    code="AML602",
    name="pipeline-parameter",
    summary="A PipelineParameter becomes a parameter of the pipeline function and a typed input of each component.",
    url=learn("how-to-create-component-pipeline-python"),
    calls={PIPELINE_PARAMETER: _parameter},
    parameters={
        PIPELINE_PARAMETER: {
            "name": converted("the parameter's name"),
            "default_value": converted("the parameter's default"),
        }
    },
)
