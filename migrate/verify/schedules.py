"""What a v2 script does with its pipelines besides submitting them. Imported in the isolated process only."""

from __future__ import annotations

from typing import Any


def deployed(deployment: Any) -> dict[str, Any]:
    """The settings of a deployment of a pipeline component."""
    return {str(name): value for name, value in (deployment.settings or {}).items()}


def scheduled(schedule: Any) -> dict[str, Any]:
    """When a schedule starts its job; empty for another trigger than a recurrence."""
    trigger = getattr(schedule, "trigger", None)
    pattern = getattr(trigger, "schedule", None)
    if trigger is None or pattern is None:
        return {}
    zone, start = trigger.time_zone, trigger.start_time
    return {
        "name": schedule.name,
        "frequency": str(trigger.frequency).lower(),
        "interval": trigger.interval,
        "start_time": start.strftime("%Y-%m-%dT%H:%M:%S") if hasattr(start, "strftime") else start,
        "time_zone": str(getattr(zone, "value", zone)),
        "hours": _sorted(pattern.hours),
        "minutes": _sorted(pattern.minutes),
        "week_days": _sorted(str(day).lower() for day in _listed(pattern.week_days)),
    }


def _listed(items: Any) -> list[Any]:
    return [] if items is None else list(items) if isinstance(items, (list, tuple)) else [items]


def _sorted(items: Any) -> str:
    return " ".join(str(item) for item in sorted(items if hasattr(items, "__next__") else _listed(items)))
