"""``PipelineData("x")`` → the producing step's output ``x``; consumers read ``node.outputs.x``"""

from __future__ import annotations

from migrate.decisions.context import Context
from migrate.decisions.data import UNSUPPORTED_OUTPUTS
from migrate.decisions.removal import removal
from migrate.decisions.rule import Decision, Edit, Manual, Rule, changed, converted, dropped, learn
from migrate.v1.data import PIPELINE_DATA
from migrate.v1.values import Call, Obj


def _data(use: Call, context: Context) -> Decision:
    data = use.result
    assert isinstance(data, Obj)
    used = [
        step for step in context.converted_steps if any(port.source is data for port in (*step.inputs, *step.outputs))
    ]
    if not used:
        raise Manual(
            "no pipeline that could be converted uses this data",
        )
    context.vanished[data] = f"`{data.name}` is now an output of the step that writes it: `node.outputs.…`"
    edit = removal(use.where.statement, use.node)
    edits: tuple[Edit, ...] = (edit,) if edit is not None else ()
    return Decision(converted('Output(type="uri_folder") and node.outputs'), edits=edits)


_PLACE = changed("", "v2 chooses where the output is on the compute: the script gets the path as argument")

RULE = Rule(
    code="AML303",
    name="pipeline-data",
    summary="PipelineData disappears: the producing component has an output, the consumer reads node.outputs.",
    url=learn("migrate-to-v2-execution-pipeline"),
    calls={PIPELINE_DATA: _data},
    parameters={
        PIPELINE_DATA: {
            "name": converted("the output's name"),
            "datastore": converted("Output(path=…), unless it is the default datastore"),
            "output_name": converted("the output's name"),
            "output_mode": converted("mode"),
            "output_path_on_compute": _PLACE,
            "output_overwrite": dropped("each job writes to a folder of its own"),
            "data_type": dropped("v1 did not use it"),
            "is_directory": dropped("an output of v2 is a folder"),
            **{name: dropped("it was None") for name in UNSUPPORTED_OUTPUTS},
        }
    },
)
