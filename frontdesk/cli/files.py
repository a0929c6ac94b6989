"""The files of the service that trainers edit, read before anything depends on them."""

from frontdesk.settings import Settings


def read_files(settings: Settings) -> None:
    """See that front desk and assistant can use them all. Raises CommandFailed with file, line and cure."""
    from frontdesk.conversation import listening
    from frontdesk.running import heard
    from frontdesk.shop import offer_rules
    from frontdesk.staff import canned, hours, teams
    from frontdesk.standards import standards

    listening.read()
    hours.read(settings.hours_file)
    standards.read(settings.standards_file)
    canned.read_all()
    teams.read()
    offer_rules.rules()
    heard.check()
