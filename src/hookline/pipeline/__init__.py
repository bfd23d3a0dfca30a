"""The line: git → load → validate → resolve → diff → plan → apply → journal, as calls.

It knows ports and stages, never an edge: who answers behind a port is decided in `wiring`.
"""

from hookline.pipeline.checking import Checked, Rules, check
from hookline.pipeline.intention import Intention
from hookline.pipeline.planning import Planned, plan

__all__ = ["Checked", "Intention", "Planned", "Rules", "check", "plan"]
