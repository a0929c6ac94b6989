"""The demo: a shop with goods and customers, and agents who can sign in at its desk."""

from frontdesk.backoffice import open_back_office
from frontdesk.settings import Settings
from frontdesk.staff.agents import Role, add_agent, find_by_email
from frontdesk.store import Store

PASSWORD = "fernhill-demo"
AGENTS = (
    ("sam@fernhill.example", "Sam", Role.AGENT),
    ("robin@fernhill.example", "Robin", Role.AGENT),
    ("kim@fernhill.example", "Kim", Role.LEAD),
    ("alex@fernhill.example", "Alex", Role.ADMIN),
)


def prepare_demo(settings: Settings, store: Store) -> None:
    """Fill the demo shop and make the demo's agents; what is there already stays as it is."""
    open_back_office(settings).products()
    with store.writing() as session:
        for email, name, role in AGENTS:
            if find_by_email(session, email) is None:
                add_agent(session, email, name, role, PASSWORD)
