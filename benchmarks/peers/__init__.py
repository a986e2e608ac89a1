"""One module a competitor: `read` takes its data into memory, `compute` makes the answer; only that is timed."""
