"""From indicators to scores: models, reasons and the signed bundle that carries them."""
