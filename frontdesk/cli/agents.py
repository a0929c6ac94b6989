"""`helpline agents`: accounts of the people at the desk."""

import getpass
import secrets
import sys
from typing import Annotated

import typer

from frontdesk.errors import CommandFailed
from frontdesk.settings import load_settings

agents = typer.Typer(no_args_is_help=True, help="Accounts of the people at the desk.")


@agents.command("add")
def add_agent(
    email: Annotated[str, typer.Argument(help="Address to sign in with.")],
    name: Annotated[str, typer.Option(help="What customers and colleagues see.")],
    role: Annotated[str, typer.Option(help="agent, lead, trainer or admin.")] = "agent",
) -> None:
    """Make an account; the password is asked for, or made when nothing is typed."""
    from frontdesk.staff.agents import InvalidAgent
    from frontdesk.staff.agents import add_agent as add
    from frontdesk.store import Store

    store = Store(load_settings().database_url)
    store.migrate()
    typed = getpass.getpass("Password (Enter: make one): ") if sys.stdin.isatty() else ""
    password = typed or secrets.token_urlsafe(12)
    try:
        with store.writing() as session:
            agent = add(session, email, name, role, password)
    except InvalidAgent as error:
        raise CommandFailed(f"{error}.") from None
    print(f"{agent.name} ({agent.role}) can sign in as {agent.email}.")
    if not typed:
        print(f"Password: {password}")


@agents.command("list")
def list_agents() -> None:
    """Show who there is, and how much and what is offered to them."""
    from frontdesk.staff.agents import everybody
    from frontdesk.store import Store

    store = Store(load_settings().database_url)
    store.migrate()
    with store.reading() as session:
        for row in everybody(session):
            state = "available" if row.available else "away"
            print(
                f"{row.email}  {row.name}, {row.role}, {state}; up to {row.capacity} at a time; "
                f"languages {row.languages or 'none'}; skills {row.skills or 'all'}"
            )


@agents.command("set")
def set_agent(
    email: Annotated[str, typer.Argument(help="Whose account.")],
    capacity: Annotated[int | None, typer.Option(help="How many conversations at a time are offered.")] = None,
    languages: Annotated[str | None, typer.Option(help="Codes, such as `en,de`.")] = None,
    skills: Annotated[str | None, typer.Option(help="Of data/service/queue.yml; empty is all of them.")] = None,
) -> None:
    """Say how much and what is offered to an agent; what is not named stays."""
    from frontdesk.staff.agents import InvalidAgent, set_work
    from frontdesk.store import Store

    def words(text: str | None) -> list[str] | None:
        return None if text is None else text.replace(",", " ").split()

    store = Store(load_settings().database_url)
    store.migrate()
    try:
        with store.writing() as session:
            row = set_work(session, email, capacity=capacity, languages=words(languages), skills=words(skills))
            print(
                f"{row.name}: up to {row.capacity} at a time; languages {row.languages or 'none'}; "
                f"skills {row.skills or 'all'}."
            )
    except InvalidAgent as error:
        raise CommandFailed(f"{error}.") from None
