"""A synthetic municipality with known truth: seeded, calibrated, written in the records format."""

from training.municipality.command import run
from training.municipality.town import SimulationSummary, simulate

__all__ = ["SimulationSummary", "run", "simulate"]
