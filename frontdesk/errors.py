"""Errors of several modules."""


class CommandFailed(Exception):
    """A command cannot do what was asked; the message says why and what to do, in one sentence."""


class CannotSend(Exception):
    """A mail or a webhook did not go out; the message says why."""


class Undeliverable(CannotSend):
    """It was refused for good: trying again would not help."""
