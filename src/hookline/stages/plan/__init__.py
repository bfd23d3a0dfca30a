"""What differs → the plan: ordered, with causes, messages and guards."""

from hookline.stages.plan.basis import Basis
from hookline.stages.plan.causes import CONFIG
from hookline.stages.plan.making import make_plan

__all__ = ["CONFIG", "Basis", "make_plan"]
