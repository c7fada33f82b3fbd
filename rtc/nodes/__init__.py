"""Media in other processes: who forwards for which room, and how one asks him."""

from rtc.nodes.node import Node
from rtc.nodes.remote import Leases, RemoteMedia
from rtc.nodes.wire import Wire, roll_call

__all__ = ["Leases", "Node", "RemoteMedia", "Wire", "roll_call"]
