"""Errors that a user can mend: bad input, bad configuration. Their messages never hold a row's content."""


class InputError(ValueError):
    """The input or the configuration is wrong; the message says what, where, and what to do."""
