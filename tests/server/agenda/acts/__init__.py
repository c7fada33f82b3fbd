"""What people do on agendas, at random: for each event there is, an act that brings it about.

An act works from whatever state things are in; what it needs and does not find, it makes first.
"""

from tests.server.agenda.acts import appointments, planning
from tests.server.agenda.acts.registry import ACTS
from tests.server.agenda.acts.scene import Scene, new_scene

__all__ = ["ACTS", "Scene", "appointments", "new_scene", "planning"]
