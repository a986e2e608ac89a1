"""Registers simulated from known truths on the aggregated design, and how every method of inference does on them."""
