"""Inference with few treated offices: one model, many errors, all from the moments of each office."""
