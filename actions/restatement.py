"""Say back what was heard, in plain words made of what was told (H3)."""

from collections.abc import Callable
from functools import partial

from actions.case import Case
from actions.needs import identify_order, named_lines
from actions.turn import Turn
from frontdesk.backoffice import Order, OrderStatus
from frontdesk.log import StatusType
from frontdesk.wording import texts


def of_case(case: Case, order: Order | None, turn: Turn, *, spoken: bool) -> str:
    """The restatement. `spoken` takes a wording that was not used yet; otherwise it is for the summary alone."""
    phrase = turn.phrase if spoken else partial(texts.text, language=turn.language)
    about = _about(case, order, turn)
    sentence = phrase(_key(case), subject=about("subject"), goods=about("goods"))
    details = []
    late = order is not None and order.status == OrderStatus.SHIPPED and order.promised_on < turn.today
    if order and late and case.request_type in ("track_order", "delivery_problem"):
        details.append(phrase("restate.promised", promised=turn.day(order.promised_on)))
    if case.repeated:
        details.append(phrase("restate.repeated"))
    return " ".join([sentence[:1].upper() + sentence[1:], *details])


def note(turn: Turn, case: Case, order: Order | None, restated: str) -> None:
    """Keep in the log what was heard, for the summary and the reports."""
    turn.note(
        StatusType.REQUEST_HEARD,
        case.request_type or "",
        request_type=case.request_type,
        cause=case.cause,
        order_number=case.order_number,
        goods=[line.name for line in named_lines(order, case, turn.language)] if order else [],
        repeated=case.repeated,
        restated=restated,
        offsets=case.heard or turn.offsets,
    )


def note_unspoken(turn: Turn, case: Case) -> None:
    """Keep what was heard for whoever takes over, without saying it back; nothing if no request was (W6)."""
    if case.request_type:
        order = identify_order(turn, case)
        note(turn, case, order, of_case(case, order, turn, spoken=False))


def _key(case: Case) -> str:
    """By request and cause if there is a text for both, else by request."""
    key = f"restate.{case.request_type}.{case.cause}"
    return key if texts.has_text(key) else f"restate.{case.request_type}.any"


def _about(case: Case, order: Order | None, turn: Turn) -> Callable[[str], str]:
    """What it is about, as a `subject` or as `goods`: the order with its number, the product, or "your order"."""
    lines = order and (named_lines(order, case, turn.language) or order.lines)
    product = turn.value_of("product")
    if order and lines and len(lines) == 1:
        name, facts = "order_of", {"number": order.number, "product": lines[0].name.split(",")[0]}
    elif case.order_number:
        name, facts = "order", {"number": case.order_number}
    elif product:
        name, facts = "product", {"product": str(product)}
    else:
        name, facts = "unknown", {}
    return lambda kind: texts.text(f"restate.{kind}.{name}", turn.language, **facts)
