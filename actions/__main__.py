"""`python -m actions`: the action server, on this machine's own address alone and in one process.

rasa-sdk's own command listens on every address and spreads over several processes, of which some live on when
the first one is killed.
"""

import logging
import os
import warnings
from urllib.parse import urlsplit

from rasa_sdk.endpoint import create_app
from rasa_sdk.executor import ActionExecutor
from sanic import Sanic

from frontdesk.shop import offer_rules

LOOPBACK = "127.0.0.1"


def main() -> None:
    """Serve the actions at the port of HELPLINE_ACTIONS_URL."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    offer_rules.rules()  # a mistake in the offers stops the start, and not the first customer's turn
    warnings.filterwarnings("ignore", message="Your versions of rasa")  # the newer SDK answers Rasa 3.6 as well
    executor = ActionExecutor()
    executor.register_package("actions")
    app = create_app(executor)
    port = urlsplit(os.environ["HELPLINE_ACTIONS_URL"]).port
    app.prepare(host=LOOPBACK, port=port, single_process=True, access_log=False, motd=False)
    Sanic.serve_single(app)


if __name__ == "__main__":
    main()
