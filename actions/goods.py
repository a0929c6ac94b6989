"""Questions about goods: the fact and nothing else, a comparison in two lines, an opinion with its reason (B3, W3)."""

from decimal import Decimal

from actions.case import LISTEN, Case
from actions.needs import order_of
from actions.turn import Turn
from frontdesk.backoffice import Product
from frontdesk.log import StatusType
from frontdesk.shop import goods
from frontdesk.shop.advice import Advice, advise
from frontdesk.shop.goods import PRICE, STOCK, Asked
from frontdesk.wording import texts, words

MAX_COMPARED = 2
MAX_DIFFERENCES = 3
CATALOGUE = "catalogue"


def answer(turn: Turn, case: Case, text: str, *, named_only: bool = False) -> str | None:
    """Answer `text` from the catalogue; None if it has nothing to say to these words.

    With `named_only` the words must name the product, or mean the one just spoken of by "it"; otherwise it may be any
    that was spoken of before.
    """
    products = turn.parts.back_office.products()
    choice = goods.alike(text, products)
    if words.says("goods", "compare", turn.language).search(text) and len(choice) > 1:
        return _compare(turn, case, choice)
    if _wants_advice(turn, text) and (said := _advise(turn, case, choice, text, named_only=named_only)):
        return said
    product = _named(case, text, products) or (_meant(turn, case, text) if named_only else product_of(turn, case))
    asked = goods.asked(text, [product] if product else [], turn.language)
    if product is None:
        return _ask(turn, case, "knowledge.which_product") if asked and not named_only else None
    case.products = [product.sku]
    if turn.knows_the_answer:
        asked = [fact for fact in asked if f"{product.sku}:{fact.name}" not in told_before(turn)]
    return "check" if any(_tell(turn, case, product, fact) for fact in asked) else None


def tell_not_sold(turn: Turn, case: Case, text: str) -> bool:
    """Say that nothing of that name is sold, to who asks for goods that are none of ours (B3, STD5)."""
    if not asks_if_sold(turn, text) or goods.alike(text, turn.parts.back_office.products()):
        return False
    turn.say("knowledge.not_sold")
    _note(turn, "not_sold")
    return True


def asks_if_sold(turn: Turn, text: str) -> bool:
    """Whether the words ask if something is sold or there, and mean nothing that was spoken of before."""
    asks = {fact.name for fact in goods.asked(text, (), turn.language)}
    spoken_of = words.says("goods", "spoken_of", turn.language).search(text) is not None
    return STOCK in asks and not spoken_of


def can_tell(turn: Turn, case: Case) -> bool:
    """Whether the words ask for a fact that the catalogue has, of goods that they name or mean by "it"."""
    text = words_of(turn)
    asks = "?" in turn.text or words.says("answers", "asks_in_general", turn.language).search(turn.text) is not None
    named = _named(case, text, turn.parts.back_office.products()) if _spelt(turn) else None
    product = named or _meant(turn, case, text)
    if product is None or not asks:
        return False
    asked = goods.asked(text, [product], turn.language)
    return any(fact.name in (PRICE, STOCK) or goods.fact_of(product, fact) for fact in asked)


def is_choice(turn: Turn) -> bool:
    """Whether the words name goods to choose from, or want advice before buying."""
    wants = words.says("goods", "advise", turn.language).search(turn.text) is not None
    return wants or bool(goods.alike(words_of(turn), turn.parts.back_office.products()))


def told_before(turn: Turn) -> set[str]:
    """What was told in earlier turns, by entry."""
    return {str(e.data["entry"]) for e in turn.events if e.type == StatusType.KNOWLEDGE_TOLD}


def product_of(turn: Turn, case: Case) -> Product | None:
    """The product that is spoken of: by the words, by an earlier answer, or by an order with one thing in it."""
    products = turn.parts.back_office.products()
    if named := _named(case, question(turn, case), products):
        return named
    order = order_of(turn, case)
    ordered = [order.lines[0].sku] if order and len(order.lines) == 1 else []
    meant = case.products or ordered
    return next((product for product in products if [product.sku] == meant), None)


def asks_for_fact(turn: Turn, case: Case) -> bool:
    """Whether the words ask for a fact of goods."""
    return bool(goods.asked(question(turn, case), (), turn.language))


def question(turn: Turn, case: Case) -> str:
    """The newest words of the question; with those before them, if they only say which product was meant."""
    newest = case.story[-2:] if case.product_asked else case.story[-1:]
    return " ".join([*newest, *_spelt(turn)])


def words_of(turn: Turn) -> str:
    """The words of the turn, with products also as the shop spells them."""
    return " ".join([turn.text, *_spelt(turn)])


def _spelt(turn: Turn) -> list[str]:
    return [str(e["value"]) for e in turn.entities if e["entity"] == "product"]


def _named(case: Case, text: str, products: list[Product]) -> Product | None:
    """The product that the words name; of those spoken of, any word of the name does: "the little one"."""
    found = goods.named(text, products) or goods.hinted(text, [p for p in products if p.sku in case.products])
    return found[0] if len(found) == 1 else None


def _meant(turn: Turn, case: Case, text: str) -> Product | None:
    """The one product that was spoken of last, if the words mean it by "it" or the like."""
    if len(case.products) != 1 or not words.says("goods", "spoken_of", turn.language).search(text):
        return None
    return next((p for p in turn.parts.back_office.products() if p.sku == case.products[0]), None)


def _tell(turn: Turn, case: Case, product: Product, asked: Asked) -> bool:
    """Tell the fact, if the catalogue has it and it was not just this that did not help."""
    if case.not_settled and f"{product.sku}:{asked.name}" in told_before(turn):
        return False
    if asked.name == PRICE:
        turn.say("knowledge.price", product=product.name, price=turn.money(product.price))
    elif asked.name == STOCK:
        stock = "sold_out" if product.in_stock == 0 else "last_one" if product.in_stock == 1 else "in_stock"
        turn.say(f"knowledge.stock.{stock}", product=product.name, count=product.in_stock)
    elif fact := goods.fact_of(product, asked):
        turn.say("knowledge.fact", product=product.name, fact=fact.name, value=fact.value)
    else:
        return False
    _note(turn, f"{product.sku}:{asked.name}")
    return True


def _ask(turn: Turn, case: Case, key: str) -> str | None:
    """Ask once what is meant."""
    if case.product_asked:
        return None
    text = turn.say(key)
    turn.note(StatusType.QUESTION_ASKED, "product", name="product", text=text)
    case.product_asked, case.awaiting = True, "problem"
    return LISTEN


def _compare(turn: Turn, case: Case, products: list[Product]) -> str:
    """One line for each, with the facts in which they differ."""
    products = products[:MAX_COMPARED]
    names = goods.in_common(products)[:MAX_DIFFERENCES]
    lines = []
    for product in products:
        facts = [texts.text("knowledge.price_short", turn.language, price=turn.money(product.price))]
        facts += [f"{name} {product.facts[name]}" for name in names]
        facts += [] if product.in_stock else [texts.text("knowledge.sold_out_short", turn.language)]
        lines.append(texts.text("knowledge.compared", turn.language, product=product.name, facts="; ".join(facts)))
    turn.say_text("\n".join(lines))
    case.products = [product.sku for product in products]
    _note(turn, ":".join(case.products))
    return "check"


def _wants_advice(turn: Turn, text: str) -> bool:
    asks = words.says("goods", "advise", turn.language).search(text)
    return turn.intent == "ask_recommendation" or bool(asks)


def _advise(turn: Turn, case: Case, choice: list[Product], text: str, *, named_only: bool) -> str | None:
    """Recommend one that is in stock, and say why; ask once between which."""
    advice = advise(choice, text, turn.language, _budget(turn)) if len(choice) > 1 else None
    if advice:
        _recommend(turn, case, advice)
        return "check"
    if choice or named_only:
        return None
    return _ask(turn, case, "knowledge.which_products")


def _recommend(turn: Turn, case: Case, advice: Advice) -> None:
    product = advice.product
    value = turn.money(product.price) if advice.value == PRICE else advice.value or ""
    reason = texts.text(f"knowledge.why.{advice.need or 'in_stock'}", turn.language, value=value)
    parts = [turn.phrase("knowledge.best_is_sold_out", product=advice.better.name)] if advice.better else []
    parts.append(turn.phrase("knowledge.advice", product=product.name, reason=reason))
    turn.say_text(" ".join(parts))
    case.products = [product.sku]
    _note(turn, f"{product.sku}:advice")


def _budget(turn: Turn) -> Decimal | None:
    amount = turn.value_of("amount")
    return Decimal(amount["amount"]) if isinstance(amount, dict) else None


def _note(turn: Turn, what: str) -> None:
    turn.note(StatusType.KNOWLEDGE_TOLD, what, entry=what, source=CATALOGUE, offsets=turn.offsets)
