"""What people do on agendas, at random: for each event there is, an act that brings it about.

An act works from whatever state things are in; what it needs and does not find, it makes first.
"""

from server.agenda.following import AGENDAS
from server.patients.following import follow
from tests.server.agenda.acts import appointments, planning
from tests.server.agenda.acts.registry import ACTS
from tests.server.agenda.acts.scene import Scene, new_scene

follow(AGENDAS)  # as `server.app` declares it: renaming a patient is an act too

__all__ = ["ACTS", "Scene", "appointments", "new_scene", "planning"]
