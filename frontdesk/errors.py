"""What a command tells instead of a traceback."""


class CommandFailed(Exception):
    """A command cannot do what was asked; the message says why and what to do, in one sentence."""
