"""What API and pages share: who is asking, limits, headers, problem answers, metrics."""
