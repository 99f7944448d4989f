"""How a bundle is made: a synthetic municipality, fitting, evaluation. Never imported by the service."""
