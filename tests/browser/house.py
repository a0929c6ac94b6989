"""A desk in the middle of a working day: people in every state, promises, mentions, and a month behind it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import cycle
from pathlib import Path
from random import Random
from typing import Any

from frontdesk import log
from frontdesk.aftercare import ratings
from frontdesk.clock import now
from frontdesk.conversation.conversations import Opened
from frontdesk.conversation.identity import Identity
from frontdesk.desk import handoffs, promises, replies, snoozes
from frontdesk.desk.handoffs import FollowUp, Reason, Resolution, RootCause
from frontdesk.desk.promises import DESK, Promise, PromiseStatus
from frontdesk.log import Author, Kind, StatusType
from frontdesk.running.demo import AGENTS, prepare_demo
from frontdesk.staff import agents, people
from frontdesk.staff.agents import Agent, Role
from frontdesk.store import Store
from frontdesk.tables import AgentRow, ConversationRow
from tests.api.frontdesk_alone import running_frontdesk
from tests.frontdesk import scenes
from tests.people import Agent as AgentAtDesk
from tests.stack import settings_in

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
RIGHT = ("Yes, that's right", "Not quite")
TAKE_IT = ("Yes, please", "No, thanks")
DAYS_BEHIND = 30
HELP = "https://help.fernhill.example"


@dataclass(frozen=True)
class House:
    """Where it is, its conversations by name, and who is signed in at the desk."""

    url: str
    store: Store
    opened: dict[str, Opened]
    customers: dict[str, str]
    agents: dict[str, AgentAtDesk]

    def conversation(self, name: str) -> str:
        """The id of a conversation."""
        return self.opened[name].conversation_id


@contextmanager
def furnished(folder: Path) -> Iterator[House]:
    """The front desk alone, with its day, until the body ends."""
    settings = settings_in(folder)
    store = Store(settings.database_url)
    store.migrate()
    prepare_demo(settings, store)
    told = Furnishing(store)
    told.furnish()
    store.close()
    with running_frontdesk(folder) as desk:
        staff = {email.split("@")[0]: AgentAtDesk(desk.url, email) for email, *_ in AGENTS}
        for agent in staff.values():
            agent.http.put("/me/availability", json={"available": False})
        note = "@Sam the bench is on Tuesday's van, stop 14. Shall I ring her, or will you?"
        staff["robin"].reply(told.opened["mia"].conversation_id, note, kind="note")
        yield House(desk.url, desk.store, told.opened, told.customers, staff)


class Telling:
    """One conversation, written down as it went; `clock` is when the next thing is said."""

    def __init__(self, store: Store, customer: Identity | None, at: datetime, greeting: str) -> None:
        self.store, self.clock = store, at
        self.opened = scenes.opened(store, identity=customer, at=at)
        self.id = self.opened.conversation_id
        scenes.answer(store, self.id, greeting, at=at)

    def says(self, text: str, feeling: str = "calm", *, answer: str = "", buttons: Sequence[str] = ()) -> int:
        """The customer writes, and the assistant answers; nobody answers where a person has it. The offset."""
        said = scenes.say(self.store, self.id, text, at=self._next()).offset
        score = {"calm": 0.08, "annoyed": 0.38, "frustrated": 0.62, "angry": 0.9}[feeling]
        nlu = {"frustration": {"level": feeling, "score": score}, "intent": {"name": "track_order"}}
        turn = scenes.take(self.store, self.id, at=self.clock)
        titles = [{"title": title, "payload": f"/{title.lower().replace(' ', '_')}"} for title in buttons]
        if turn is not None:
            shown = [{"text": answer, "buttons": titles}] if answer else []
            scenes.record(self.store, turn, *shown, at=self._next(), nlu=nlu)
        else:
            with self.store.writing() as session:
                told = {"turn": said, **nlu}
                log.append(session, self.id, author=Author.SYSTEM, kind=Kind.NLU, at=self.clock, data=told)
        return said

    def notes(self, type_: StatusType, text: str | None = None, **data: Any) -> int:
        """The assistant notes what happened; the offset."""
        with self.store.writing() as session:
            return log.append_status(
                session, self.id, type_, at=self.clock, author=Author.ASSISTANT, text=text, **data
            ).offset

    def is_about(self, request: str, cause: str | None, order: str, said: int, restated: str) -> None:
        """What was heard."""
        self.notes(StatusType.FACT, name="order_number", value=order, offsets=[said])
        heard = {"request_type": request, "cause": cause, "restated": restated, "repeated": cause == "late"}
        self.notes(StatusType.REQUEST_HEARD, **heard, offsets=[said])

    def waits(self, reason: Reason, minutes: float) -> None:
        """A person is asked for, so many minutes before now."""
        self.clock = now() - minutes * MINUTE
        scenes.hand_over(self.store, self.id, reason=reason, at=self.clock)

    def taken_by(self, agent: Agent) -> None:
        """The agent claims it."""
        with self.store.writing() as session:
            handoff = handoffs.open_handoff(session, self.id)
            assert handoff is not None
            handoffs.claim(session, handoff.id, agent, self._next())

    def hears(self, agent: Agent, text: str) -> None:
        """The agent writes."""
        at = self._next()
        with self.store.writing() as session:
            key = f"{self.id}:{at}"
            replies.add(session, self.id, agent, kind=Kind.MESSAGE, client_message_id=key, text=text, at=at)

    def resolved(self, agent: Agent, resolution: Resolution, cause: RootCause, follow_up: FollowUp | None) -> None:
        """The agent ends it."""
        with self.store.writing() as session:
            handoffs.resolve(
                session,
                self.id,
                agent,
                resolution=resolution,
                root_cause=cause,
                follow_up=follow_up,
                at=self._next(),
            )

    def promised(self, what: str, due: datetime, by: str, channel: str) -> str:
        """A promise is given; its id."""
        with self.store.writing() as session:
            return promises.give(
                session, self.id, Promise("follow_up", what, due, by, channel), key=what, at=self.clock
            ).id

    def _next(self) -> datetime:
        self.clock = min(now(), self.clock + timedelta(seconds=25))
        return self.clock


class Furnishing:
    """The day, conversation by conversation."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.opened: dict[str, Opened] = {}
        self.customers: dict[str, str] = {}
        with store.reading() as session:
            rows = [agents.find_by_email(session, email) for email, *_ in AGENTS]
        self.sam, self.robin, self.kim, self.alex = (Agent(r.id, r.name, r.email, Role(r.role)) for r in rows if r)

    def furnish(self) -> None:
        """Everything; the month first, so that today's are the newest."""
        self._month()
        self._mia()
        self._jonas()
        self._resting()
        self._with_robin()
        self._waiting()
        self._with_the_assistant()
        self._settled()
        self._owed()
        self._staff()

    def _begin(self, name: str, customer: Identity | None, minutes: float, greeting: str) -> Telling:
        telling = Telling(self.store, customer, now() - minutes * MINUTE, greeting)
        self.opened[name] = telling.opened
        self.customers[name] = customer.customer_id if customer else ""
        return telling

    def _mia(self) -> None:
        mia = self._begin("mia", MIA, 24, "Hello Mia, good to see you. What can I do for you?")
        said = mia.says(
            "WHERE IS MY ORDER 1042??? third time I ask, this is ridiculous",
            "angry",
            answer="Asking for the third time where your bench is, and still no bench: that would make anybody angry. "
            "Order 1042 should have been with you on Wednesday. Did I get that right?",
            buttons=RIGHT,
        )
        restated = "Order 1042, the oak garden bench, should have come on Wednesday."
        mia.is_about("track_order", "late", "1042", said, restated)
        mia.says(
            "Yes, that's right",
            "frustrated",
            answer="The carrier last saw it in Dublin, on Tuesday. What I can do is have them search for it today, and "
            "write to you tomorrow with what they found. Shall I?",
            buttons=TAKE_IT,
        )
        mia.notes(StatusType.OFFER_MADE, "A search by the carrier, with an answer tomorrow", offer="trace")
        said = mia.says(
            "No. I want it before Saturday, we have guests. And I'm not paying for that delivery",
            "frustrated",
            answer="Guests on Saturday, so it has to be there before. I can pay the €19.00 for the delivery back to "
            "you now. For the day itself I'm calling a colleague who can ring the depot.",
        )
        mia.notes(StatusType.OFFER_DECLINED, offer="trace", offsets=[said])
        wish = "the bench before Saturday, we have guests"
        mia.notes(StatusType.WISH, wish, offsets=[said])
        mia.notes(StatusType.OFFER_MADE, "€19.00 for the delivery back", offer="refund_shipping")
        mia.notes(StatusType.OFFER_ACCEPTED, offer="refund_shipping", offsets=[said])
        done = {"offer": "refund_shipping", "reference": "RF-2207", "order_number": "1042"}
        mia.notes(StatusType.OFFER_CARRIED_OUT, "€19.00 back", **done)
        mia.waits(Reason.BEYOND_AUTHORITY, 14)
        mia.taken_by(self.sam)
        mia.hears(self.sam, "Hello Mia, Sam here. I have read it all and rang the depot: your bench is found.")
        mia.says("Finally! When does it come?", "annoyed")
        mia.hears(self.sam, "On Tuesday morning, between eight and ten. Two people carry it to the garden for you.")
        mia.promised("ring Mia when the bench is on the van", now() + 3 * timedelta(hours=1), self.sam.id, "phone")
        mia.says("Tuesday is perfect, thank you Sam", "calm")

    def _jonas(self) -> None:
        jonas = self._begin("jonas", person("jonas", "Jonas Weber"), 19, "Hello Jonas. What brings you here?")
        said = jonas.says("My lamp was charged twice, order 1017", "annoyed", answer="You see the charge twice.")
        jonas.is_about("billing_problem", "charged_twice", "1017", said, "You see the charge for order 1017 twice.")
        jonas.waits(Reason.ASKED_FOR_HUMAN, 9)
        jonas.taken_by(self.sam)
        jonas.hears(self.sam, "Good morning Jonas, I'm looking at both charges now.")
        jonas.says("Danke. One of them is from the 3rd, if that helps", "calm")

    def _resting(self) -> None:
        wei = self._begin("resting", None, 130, "Hello, good to see you. What can I do for you?")
        wei.says("Does the cast iron pan work on induction? And can it go to Norway?", answer="On induction, yes.")
        wei.waits(Reason.NEEDS_HUMAN, 120)
        wei.taken_by(self.sam)
        wei.hears(self.sam, "I'm asking the warehouse about Norway and write to you in an hour.")
        with self.store.writing() as session:
            snoozes.snooze(session, wei.id, self.sam, now() + 2 * timedelta(hours=1), wei.clock)

    def _with_robin(self) -> None:
        sofia = self._begin("colleague", person("sofia", "Sofia Rossi"), 40, "Hello Sofia. What can I do for you?")
        said = sofia.says("Two of the six plates have a crack", "annoyed", answer="Two cracked plates out of six.")
        sofia.is_about("damaged_or_wrong_item", "damaged", "1021", said, "Two of the six plates are cracked.")
        sofia.waits(Reason.ASKED_FOR_HUMAN, 33)
        sofia.taken_by(self.robin)
        sofia.hears(self.robin, "Hello Sofia, two new plates leave today.")

    def _waiting(self) -> None:
        tomasz = self._begin("angry", person("tomasz", "Tomasz Nowak"), 8, "Hello Tomasz. What can I do for you?")
        words = "Nine days late! My mower, order 1009, is nowhere and nobody answers. This is a disgrace!"
        said = tomasz.says(words, "angry", answer="Nine days without a mower and without a word.", buttons=RIGHT)
        tomasz.is_about("track_order", "late", "1009", said, "Order 1009, the mower, is nine days late.")
        tomasz.waits(Reason.ANGER, 4)
        amara = self._begin("waiting", person("amara", "Amara Okafor"), 11, "Hello Amara, good to see you again.")
        said = amara.says("My espresso machine from order 1025 stopped working", answer="It stopped working.")
        amara.is_about("technical_fault", "stopped_working", "1025", said, "The machine from order 1025 stopped.")
        amara.says("I want to talk to a person", answer="I'm getting a colleague for you, Amara.")
        amara.waits(Reason.ASKED_FOR_HUMAN, 6)
        visitor = self._begin("visitor", None, 3, "Hello, good to see you. What can I do for you?")
        visitor.says("I can't log in to my account any more, and the mail with the link never comes")
        visitor.waits(Reason.NEEDS_HUMAN, 2)

    def _with_the_assistant(self) -> None:
        pierre = self._begin("offer", person("pierre", "Pierre Lefèvre"), 5, "Hello Pierre. What can I do for you?")
        said = pierre.says(
            "1014 is marked delivered but nothing is at my door",
            "annoyed",
            answer="Marked as delivered and not there: that's unsettling. Is it about the reading lamp, order 1014?",
            buttons=RIGHT,
        )
        pierre.is_about("delivery_problem", "not_received", "1014", said, "Order 1014 is marked as delivered.")
        pierre.says(
            "Yes, that's right",
            answer="What I can do at once is send you another one, free of charge, and have the carrier look for the "
            "first. It would leave today. Shall I?",
            buttons=TAKE_IT,
        )
        pierre.notes(StatusType.OFFER_MADE, "Another lamp, free of charge", offer="redeliver")

    def _settled(self) -> None:
        yuki = self._begin("settled", person("yuki", "Yuki Tanaka"), 95, "Hello Yuki. What can I do for you?")
        said = yuki.says("My vase came in pieces, order 1013", "frustrated", answer="In pieces. I'm sorry, Yuki.")
        yuki.is_about("damaged_or_wrong_item", "damaged", "1013", said, "The vase of order 1013 came in pieces.")
        yuki.waits(Reason.ASKED_FOR_HUMAN, 80)
        yuki.taken_by(self.sam)
        yuki.hears(self.sam, "A new vase leaves today, in a box of its own. You don't have to send anything back.")
        yuki.says("That is very kind", "calm")
        due = now() + 2 * DAY
        call = FollowUp("hear whether the new vase arrived whole", due, "email")
        yuki.resolved(self.sam, Resolution.SOLVED, RootCause.PROCESS, call)

    def _owed(self) -> None:
        """Promises of every day, for the page of promises."""
        for name, what, hours, by, channel in (
            ("Ida Berg", "find out whether the oak oil is safe for toys", -2, self.sam.id, "email"),
            ("Noah Smith", "send the spare part for the coffee mill", 5, self.sam.id, "email"),
            ("Lena Fischer", "ring about the delivery to the fourth floor", 26, self.robin.id, "phone"),
            ("Omar Haddad", "say whether the blue pot comes back", 50, DESK, "chat"),
        ):
            telling = Telling(self.store, person(name.split()[0].lower(), name), now() - DAY, "Hello.")
            telling.says("Could you find that out for me?", answer="I'll find out.")
            telling.promised(what, now() + timedelta(hours=hours), by, channel)

    def _staff(self) -> None:
        with self.store.writing() as session:
            for name, role, team in (("Noor", Role.AGENT, "repairs"), ("Toni", Role.TRAINER, None)):
                email = f"{name.lower()}@fernhill.example"
                people.invite(
                    session, self.alex, email=email, name=name, role=role, team=team, public_url=HELP, at=now()
                )
            session.get_one(AgentRow, self.sam.id).team = "delivery"
            session.get_one(AgentRow, self.robin.id).team = "payments"

    def _month(self) -> None:
        """Two conversations a day, told with a person, rated and counted."""
        random = Random(8)
        stories, comments, self.riddles = cycle(STORIES), cycle(COMMENTS), cycle(RIDDLES)
        for day in range(DAYS_BEHIND, 1, -1):
            for hour in (9, 14):
                request, cause, words, root = next(stories)
                at = (now() - day * DAY).replace(hour=hour, minute=random.randrange(60))
                self._past(random, at, request, cause, words, root, next(comments))

    def _past(
        self, random: Random, at: datetime, request: str, cause: str, words: str, root: RootCause, comment: str
    ) -> None:
        telling = Telling(self.store, person(f"past{at:%d%H}", "Ada Moore"), at, "Hello, good to see you.")
        with self.store.writing() as session:
            session.get_one(ConversationRow, telling.id).created_at = at
        begun = random.choice(["annoyed", "frustrated", "angry", "calm"])
        said = telling.says(words, begun, answer="I see.")
        telling.is_about(request, cause, "1042", said, words)
        if random.random() < 0.4:
            said = telling.says(next(self.riddles), answer="Could you say that in other words?")
            telling.notes(StatusType.NOT_UNDERSTOOD, awaiting=None, offsets=[said])
        offer = random.choice(["trace", "refund_shipping", "replacement", "voucher"])
        telling.notes(StatusType.OFFER_MADE, offer=offer)
        outcome = StatusType.OFFER_ACCEPTED if random.random() < 0.6 else StatusType.OFFER_DECLINED
        telling.notes(outcome, offer=offer, offsets=[])
        scenes.hand_over(self.store, telling.id, at=telling.clock)
        telling.clock += timedelta(seconds=random.choice([10, 30, 50, 80, 150]))
        agent = random.choice([self.sam, self.robin])
        telling.taken_by(agent)
        telling.hears(agent, "I'm on it and write to you in a minute.")
        telling.says("thanks", random.choice(["calm", "calm", "annoyed"]))
        end = Resolution.SOLVED if random.random() < 0.8 else Resolution.PARTLY_SOLVED
        promise = FollowUp("hear whether it arrived", telling.clock + DAY, "email") if random.random() < 0.4 else None
        telling.resolved(agent, end, root, promise)
        with self.store.writing() as session:
            score = random.choice([5, 5, 4, 4, 3, 2])
            ratings.rate(session, telling.id, score=score, comment=comment or None, at=telling.clock + MINUTE)
            for row in promises.promises_of(session, telling.id):
                promises.end(session, row["id"], PromiseStatus.KEPT, at=telling.clock + DAY - MINUTE)


MIA = Identity("cus_mia", "Mia Lindqvist", "mia@example.com")
STORIES = (
    ("track_order", "late", "My bench should have been here on Monday", RootCause.EXTERNAL_PRESSURE),
    ("damaged_or_wrong_item", "damaged", "The vase came in pieces", RootCause.PROCESS),
    ("billing_problem", "charged_twice", "I was charged twice", RootCause.PROCESS),
    ("refund", "refund_owed", "Three weeks and no money back", RootCause.ROLES),
    ("track_order", "late", "Where is my mower?", RootCause.EXTERNAL_PRESSURE),
    ("complaint", "late", "Your driver laughed at me", RootCause.INTERPERSONAL),
    ("return_or_exchange", "wrong_item", "You sent me the small one", RootCause.DIRECTION),
)
COMMENTS = (
    "Sam rang the depot and told me straight away. That is how it should be.",
    "",
    "Quick, and nobody made me tell it twice.",
    "",
    "I got my money, but I had to ask for it.",
)


RIDDLES = (
    "is it the 40 litre one or the other, my wife wrote it down",
    "same as last time but for the balcony",
    "the man said you would know",
)


def person(name: str, full: str) -> Identity:
    """A customer whom the website vouches for."""
    return Identity(f"cus_{name}", full, f"{name}@example.com")
