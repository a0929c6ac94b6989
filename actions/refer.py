"""A customer who tells a friend gets a code for each of them (REF)."""

from actions.case import LISTEN, Case
from actions.step import Step
from actions.turn import Turn
from frontdesk.aftercare import referrals
from frontdesk.backoffice import BackOfficeUnavailable, Money, Operation, OperationKind, OperationRefused
from frontdesk.log import StatusType


class ActionRefer(Step):
    """Two vouchers of the shop, made once however often the turn is repeated; the matter stays closed."""

    step = "refer"

    def take(self, turn: Turn, case: Case) -> str:
        rules = referrals.rules()
        try:
            friend = _voucher(turn, "friend", rules.friend_gets)
            customer = _voucher(turn, "customer", rules.customer_gets)
        except OperationRefused:
            turn.say("referral.refused")
        except BackOfficeUnavailable:
            turn.say("referral.later", buttons=[("button.tell_a_friend", "/affirm"), ("button.decline", "/deny")])
            turn.note(StatusType.REFERRAL_ASKED, "later", offsets=turn.offsets)
        else:
            turn.say(
                "referral.accepted",
                friend_code=friend,
                customer_code=customer,
                friend_gets=turn.money(rules.friend_gets),
                customer_gets=turn.money(rules.customer_gets),
            )
            turn.note(StatusType.REFERRAL_ACCEPTED, "referral", codes=[friend, customer], offsets=turn.offsets)
        turn.do(turn.close)
        return LISTEN


def _voucher(turn: Turn, whose: str, amount: Money) -> str:
    """The code of a voucher that the shop makes for the friend, or for the customer."""
    operation = Operation(OperationKind.VOUCHER, customer_id=turn.customer.id, amount=amount)
    key = f"{turn.conversation_id}:referral:{whose}"
    return turn.parts.back_office.perform(operation, key=key).reference
