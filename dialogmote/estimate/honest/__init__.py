"""Parallel trends in doubt: robust confidence sets, what a pre-trend test can see, placebo periods, single offices."""
