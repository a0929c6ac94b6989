"""The steps of the dialogue, one a module: listen, empathise, lead, provide (HELP), and what frames them."""

from actions.ask import ActionAsk
from actions.check import ActionCheck
from actions.close import ActionClose
from actions.empathize import ActionEmpathize
from actions.follow_up import ActionFollowUp
from actions.greet import ActionGreet
from actions.handoff import ActionHandoff
from actions.hear import ActionHear
from actions.lead import ActionLead
from actions.provide import ActionProvide
from actions.refer import ActionRefer

__all__ = [
    "ActionAsk",
    "ActionCheck",
    "ActionClose",
    "ActionEmpathize",
    "ActionFollowUp",
    "ActionGreet",
    "ActionHandoff",
    "ActionHear",
    "ActionLead",
    "ActionProvide",
    "ActionRefer",
]
