"""The facts in a message: order number, code, e-mail, phone, amount, date, product, person (C3)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import yaml
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from spacy.tokens import Doc

from assistant.amounts import AmountFinder
from assistant.contacts import emails, phones
from assistant.dates import DateFinder
from assistant.fact import Fact, Places
from assistant.language import LANGUAGE
from assistant.orders import OrderFinder
from assistant.people import PersonFinder
from assistant.products import ProductFinder, catalogue_names, frequent_words
from assistant.sources import Sourced
from assistant.text import plain
from assistant.tokens import DOC, SpacyWords
from assistant.words import Follows

_PRODUCT = "product"
_MAX_FACTS = 60
"""Facts of one message that are reported; nobody tells more, and every one is kept in the conversation."""


def _read(path: Path) -> Any:
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise ValueError(f"{path} is not valid YAML: {error}") from error


class Finders:
    """Everything that finds facts in one language."""

    def __init__(self, shop: dict[str, Any], words: dict[str, Any], products: ProductFinder) -> None:
        self._regions = tuple(shop["phone_regions"])
        self._dates = DateFinder(words["dates"], shop["day_first"])
        self._amounts = AmountFinder(words["amounts"])
        self._of_others = Follows(words["numbers"]["other_numbers"], words["numbers"]["between"])
        self._orders = OrderFinder(shop["order_number"], words["numbers"], self._of_others)
        self._people = PersonFinder(words["people"])
        self._products = products

    def find(self, doc: Doc, today: date) -> Iterator[Fact]:
        """All facts of a message. A code may also be an order number; no other two facts about numbers overlap."""
        text, places = doc.text, Places(len(doc.text))
        yield from filter(places.hold, emails(text))
        yield from self._dates.find(text, today, places)
        yield from self._amounts.find(text, places)
        yield from phones(text, self._regions, places, self._of_others)
        codes = list(self._orders.codes(text, places))
        yield from codes
        if len(codes) != 1 or text.strip(" .!") != text[codes[0].start : codes[0].end]:
            for code in codes:
                places.hold(code)
        yield from self._orders.find(text, places)
        yield from self._people.find(text, doc.vocab)
        yield from self._products.find(doc, Places(len(text)))


def written_on(message: Message) -> date:
    """The day on which a message was written: the metadata's `at`, or else today."""
    at = (message.get("metadata") or {}).get("at")
    try:
        return datetime.fromisoformat(str(at).replace("Z", "+00:00")).date()
    except ValueError:
        return date.today()


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class FactExtractor(Sourced, GraphComponent, EntityExtractorMixin):
    """Sets Rasa's `entities`, each with entity, start, end, value and extractor.

    Trained from files: the shop, the words of each language, the catalogue, and `lookup: product` of the training
    data. They become part of the model.
    """

    @classmethod
    def required_components(cls) -> list[type]:
        """The Doc comes from the tokenizer."""
        return [SpacyWords]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`shop`, `catalogue`: files. `words`: folder, a file a language. `default_language`: for languages without."""
        return {
            "shop": "data/service/shop.yml",
            "words": "data/service/facts",
            "catalogue": "data/service/catalogue.yml",
            "default_language": "en",
        }

    @classmethod
    def data_files(cls, config: dict[str, Any]) -> list[Path]:
        """The shop, the words of each language, the catalogue."""
        settings = {**cls.get_default_config(), **config}
        return [Path(settings["shop"]), Path(settings["catalogue"]), *sorted(Path(settings["words"]).glob("*.yml"))]

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        knowledge: dict[str, Any] | None = None,
    ) -> None:
        self._config = config
        self._storage = model_storage
        self._resource = resource
        self._finders: dict[str, Finders] = {}
        if knowledge:
            for language, words in knowledge["words"].items():
                products = ProductFinder(knowledge["products"], knowledge["known_words"][language])
                self._finders[language] = Finders(knowledge["shop"], words, products)

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> FactExtractor:
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Read the files and keep what they say in the model."""
        looked_up = [table["elements"] for table in training_data.lookup_tables if table["name"] == _PRODUCT]
        products = [name for names in looked_up if isinstance(names, list) for name in names]
        texts = [example.get(TEXT) for example in training_data.intent_examples if example.get(TEXT)]
        words = {path.stem: _read(path) for path in sorted(Path(self._config["words"]).glob("*.yml"))}
        knowledge = {
            "shop": _read(Path(self._config["shop"])),
            "words": words,
            "products": products + catalogue_names(Path(self._config["catalogue"])),
            "known_words": {
                language: sorted(frequent_words(texts) | set(content["no_products"]))
                for language, content in words.items()
            },
        }
        FactExtractor(self._config, self._storage, self._resource, knowledge)
        with self._storage.write_to(self._resource) as folder:
            (folder / "facts.json").write_text(json.dumps(knowledge), encoding="utf-8")
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> FactExtractor:
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, json.loads((folder / "facts.json").read_text(encoding="utf-8")))

    def process(self, messages: list[Message]) -> list[Message]:
        """Set `entities` on incoming messages."""
        for message in messages:
            finders = self._finders.get(message.get(LANGUAGE)) or self._finders[self._config["default_language"]]
            cleaned = plain(message.get(TEXT))
            entities = []
            facts = sorted(
                finders.find(message.get(DOC), written_on(message)), key=lambda fact: (fact.start, fact.entity)
            )
            for fact in facts[:_MAX_FACTS]:
                start, end = cleaned.span(fact.start, fact.end)
                entities.append({"entity": fact.entity, "start": start, "end": end, "value": fact.value})
            message.set(ENTITIES, message.get(ENTITIES, []) + self.add_extractor_name(entities), add_to_output=True)
        return messages
