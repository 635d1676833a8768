"""What can go wrong while a Triton is started."""


class LauncherError(Exception):
    """The server does not run; the message says why and ends with the last lines of its log."""


class Transient(LauncherError):
    """The start failed in a way that a second start may not: it died of a signal, or stood still."""
