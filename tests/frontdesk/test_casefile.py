"""The casefile: what an agent sees of one conversation."""

from typing import Any

import pytest

from frontdesk.backoffice import open_back_office
from frontdesk.desk import casefile
from frontdesk.settings import Settings
from frontdesk.staff.agents import Agent
from frontdesk.store import Store
from tests.frontdesk.scenes import MIA, greeted
from tests.frontdesk.watching import Watching


@pytest.mark.row("W6")
@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_a_shop_that_takes_its_time_holds_no_transaction_open(store: Store, settings: Settings, sam: Agent) -> None:
    conversation_id = greeted(store, identity=MIA)
    shop: Any = Watching(open_back_office(settings), store)
    assert casefile.open_casefile(store, shop, conversation_id)["customer"]["name"] == MIA.name
    assert shop.asked and not any(shop.asked)
