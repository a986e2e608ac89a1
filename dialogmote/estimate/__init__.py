"""Descriptives, difference-in-differences, and the interview study's agreement."""
