"""The people at the desk: who has an account."""

from frontdesk.staff import people
from frontdesk.staff.agents import InvalidAgent, Role
from frontdesk.store import Store
from tests.frontdesk.scenes import AT, add_agent, at_once


def test_who_is_invited_by_two_at_the_same_moment_has_one_account(store: Store) -> None:
    admins = [add_agent(store, name, Role.ADMIN) for name in ("Alex", "Kim")]

    def invite(number: int) -> str:
        with store.writing() as session:
            return people.invite(
                session, admins[number], email="noor@shop.example", name="Noor", role=Role.AGENT, team=None,
                public_url="http://desk.example", at=AT,
            )  # fmt: skip

    ends = at_once([lambda: invite(0), lambda: invite(1)])
    assert {type(end) for end in ends} == {str, InvalidAgent}, ends
