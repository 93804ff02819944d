"""What a v1 script says where it publishes and schedules its pipelines. Isolated process only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from migrate.verify.graph import Origin, Value
from migrate.verify.v1.patching import load


def published(options: Mapping[str, Any]) -> dict[str, Value]:
    """What a publication says, as the deployment of v2 says it."""
    return {"continue_on_failure": Value(bool(options.get("continue_on_step_failure")))}


def scheduled(options: Mapping[str, Any]) -> dict[str, Value]:
    """When a schedule starts its pipeline; empty for one that waits for files."""
    times = options.get("recurrence")
    if times is None:
        return {}
    zone = getattr(times.time_zone, "value", times.time_zone)
    return {
        "name": Value(options.get("name")),
        "frequency": Value(str(times.frequency).lower()),
        "interval": Value(times.interval),
        "start_time": Value(times.start_time),
        # v1 takes UTC as v2 does, but says so for a start time only
        "time_zone": Value(zone or "UTC", origin=Origin.EXPLICIT if zone else Origin.SDK_DEFAULT),
        "hours": Value(_sorted(times.hours)),
        "minutes": Value(_sorted(times.minutes)),
        "week_days": Value(_sorted(day.lower() for day in times.week_days or ())),
    }


def pipeline_id(options: Mapping[str, Any]) -> str:
    """The published pipeline that a schedule starts; of an endpoint, that of its default version."""
    endpoint_id = options.get("pipeline_endpoint_id")
    if endpoint_id is None:
        return str(options.get("pipeline_id"))
    endpoint = load("azureml.pipeline.core.pipeline_endpoint").PipelineEndpoint.get(
        options["workspace"], id=str(endpoint_id)
    )
    default = [
        version.pipeline_id for version in endpoint.pipeline_version_list if version.version == endpoint.default_version
    ]
    return str(default[0]) if default else ""


def _sorted(items: Any) -> str:
    return " ".join(str(item) for item in sorted(items or ()))
