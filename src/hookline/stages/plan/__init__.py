"""What differs → the plan: ordered, with causes, messages and guards."""

from hookline.stages.plan.basis import Basis
from hookline.stages.plan.causes import CONFIG
from hookline.stages.plan.making import make_plan
from hookline.stages.plan.overrides import read_trailers

__all__ = ["CONFIG", "Basis", "make_plan", "read_trailers"]
