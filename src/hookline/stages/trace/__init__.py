"""Trace: history → which commit moved a value of a webhook on a target."""

from hookline.stages.trace.values import WHOLE
from hookline.stages.trace.walk import trace

__all__ = ["WHOLE", "trace"]
