"""Small helpers for lists of steps."""


def add_step(steps, step):
    """Put a step at the end, after all others."""
    if steps:
        step.inputs.after_previous = steps[-1].outputs.done
    steps.append(step)
    return steps


def chain(steps):
    for before, after in zip(steps, steps[1:]):
        after.inputs.after_previous = before.outputs.done
    return steps
