"""What every test shares: a deterministic Hypothesis."""

from __future__ import annotations

from hypothesis import HealthCheck, Phase, settings

settings.register_profile(
    "house",
    deadline=None,
    derandomize=True,
    database=None,
    max_examples=40,
    phases=[Phase.explicit, Phase.generate],  # an example is the same each time; shrinking one takes minutes
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("house")
