"""A synthetic municipality with known truth: seeded, calibrated, written in the records format."""

from training.municipality.town import SimulationSummary, simulate

__all__ = ["SimulationSummary", "simulate"]
