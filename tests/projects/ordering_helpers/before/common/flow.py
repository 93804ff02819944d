"""Small helpers for lists of steps."""


def add_step(steps, step):
    """Put a step at the end, after all others."""
    if steps:
        step.run_after(steps[-1])
    steps.append(step)
    return steps


def chain(steps):
    for before, after in zip(steps, steps[1:]):
        after.run_after(before)
    return steps
