"""The files of the desk that trainers edit, read before anything depends on them."""

from frontdesk.settings import Settings


def read_files(settings: Settings) -> None:
    """See that the front desk can use them all. Raises CommandFailed with file, line and cure."""
    from frontdesk.conversation import listening
    from frontdesk.staff import canned, hours, teams
    from frontdesk.standards import standards

    listening.read()
    hours.read(settings.hours_file)
    standards.read(settings.standards_file)
    canned.read_all()
    teams.read()
