"""Linear regressions with absorbed fixed effects and two-way clustered errors, by two unlike engines."""
