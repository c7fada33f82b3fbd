"""Who may do what: one table, from permission to the lines that grant it.

A permission is granted when every fact of one of its lines holds; a permission without a line is refused.
Facts are tiny questions over the actor and the target. `docs/permissions.md` is rendered from here.
"""

from collections.abc import Callable
from enum import StrEnum

from server.core.actors import Actor, Right, Role, Target


class Permission(StrEnum):
    """`<resource>:<action>`."""

    PUBLIC = "public"  # log-in, first start: open to whoever comes
    SIGNED_IN = "self:read"  # what concerns oneself
    SELF_WRITE = "self:write"
    PRACTICE_READ = "practice:read"  # people, locations, practitioners, presence
    PRACTICE_MANAGE = "practice:manage"  # practice, locations, practitioners
    MEMBERS_MANAGE = "members:manage"  # invitations, roles, leaving
    RIGHTS_MANAGE = "rights:manage"  # rights ticked per practitioner (F095), grants (F093)
    AGENDA_READ = "agenda:read"
    AGENDA_DETAILS = "agenda:details"  # names and types, not only busy hours (Q28)
    AGENDA_BOOK = "agenda:book"
    AGENDA_MOVE = "agenda:move"
    AGENDA_CANCEL = "agenda:cancel"
    AGENDA_DELETE = "agenda:delete"  # for good (Q11)
    AGENDA_REASON = "agenda:reason"
    AGENDA_CONTACT = "agenda:contact"
    AGENDA_REMARKS = "agenda:remarks"
    AGENDA_OVERRIDE_BLOCK = "agenda:override_block"  # Q4
    AGENDA_OFF_SLOTS = "agenda:off_slots"  # on leave, off the schedule, over another appointment (F027, F093)
    AGENDA_BLOCK = "agenda:block"
    AGENDA_EXTRAS = "agenda:extras"
    AGENDA_LEAVE = "agenda:leave"
    AGENDA_EVENTS = "agenda:events"
    AGENDA_SETTINGS = "agenda:settings"  # types, schedules, visibility, replacements
    MESSAGES_STEER = "messages:steer"  # send now, again, or not at all
    LINK_READ = "link:read"  # a patient, his own appointment, by the link he was sent
    LINK_CHANGE = "link:change"
    WAITING_READ = "waiting_list:read"
    WAITING_WRITE = "waiting_list:write"
    PATIENTS_READ = "patients:read"
    PATIENTS_BOOK = "patients:book"  # name a patient in a booking, or on a waiting list
    PATIENTS_WRITE = "patients:write"
    PATIENTS_MERGE = "patients:merge"
    PATIENTS_REMARKS = "patients:remarks"
    PATIENTS_CONTACT = "patients:contact"
    ROOM_CONDUCT = "room:conduct"  # let in, silence, hide, end a teleconsultation (F152, F173, F174)
    ROOM_WATCH = "room:watch"  # who waits, since when
    ROOM_LINK = "room:link"  # the patient's link, to copy (F142)
    ROOM_INVITE = "room:invite"  # an interpreter, a carer, a trainee: their links, and taking them back
    ROOM_RECEIVE = "room:receive"  # at the desk, before and after the practitioner (Part C 7)
    ROOM_ATTEND = "room:attend"  # by the link of one's own place
    ROOM_CHECK = "room:check"  # say what the patient's device check found
    ROOM_WRITE = "room:write"  # messages and files between the patient and those who receive him (F163, F167, F179)
    SHEET_SEE = "sheet:see"  # the drawing of a consultation
    SHEET_DRAW = "sheet:draw"  # draw and erase on it (F170)
    SHEET_PRINT = "sheet:print"  # its PDF
    DOCUMENTS_READ = "documents:read"
    DOCUMENTS_WRITE = "documents:write"  # add, rename, share with the patient, delete
    DOCUMENTS_SIGN = "documents:sign"  # write and sign in one's own name (F184, F191)
    PAYMENTS_READ = "payments:read"  # what is asked for consultations, and what was paid
    PAYMENTS_WRITE = "payments:write"  # ask for an amount, note what was paid, remind (F181)
    PAYMENTS_PAY = "payments:pay"  # the patient, by his link
    CHAT_USE = "chat:use"  # the conversations of a practice, its team's first of all (F101)
    CHAT_TAKE_PART = "chat:take_part"  # a conversation one was brought into
    CHAT_SECRETARIAT = "chat:secretariat"  # a practitioner with his secretariat
    CHAT_OUTSIDE = "chat:outside"  # the outside secretariat's own
    CHAT_PATIENT = "chat:patient"  # a conversation about a patient that one was brought into (F102, Q25)
    CHAT_SPEAK = "chat:speak"  # write in a practitioner's name (F103, Q26)
    CHAT_CORRECT = "chat:correct"  # what one said oneself
    MISSIONS_USE = "missions:use"  # the board of a practice, and what on it concerns no practitioner (F109)
    MISSIONS_SEE = "missions:see"  # what concerns a practitioner: read it, change it, do it
    MISSIONS_DELETE = "missions:delete"  # for good: what one made oneself
    MISSIONS_DESK = "missions:desk"  # hear, as the secretariat, that the hour of what nobody has to do has come
    INSTRUCTIONS_READ = "instructions:read"  # what a practitioner asks of whoever answers for him (F097, F108)
    INSTRUCTIONS_WRITE = "instructions:write"
    PHONE_ANSWER = "phone:answer"  # who calls, whose number it is, and what came of it (Part C 5)
    PHONE_MANAGE = "phone:manage"  # the telephone system of the practice
    URGENT_SEE = "urgent:see"  # where urgent things stand, and who is on duty (Part C 10)
    URGENT_RAISE = "urgent:raise"  # mark what one wrote, or a mission, urgent
    URGENT_READ = "urgent:read"  # what it says: whoever it reached, and whoever raised it
    URGENT_ANSWER = "urgent:answer"  # take it in hand: whoever it reached
    URGENT_WITHDRAW = "urgent:withdraw"  # whoever raised it
    URGENT_DESK = "urgent:desk"  # be told as the secretariat of a practitioner
    DUTY_WRITE = "duty:write"  # the roster of who is on duty
    REFERRALS_READ = "referrals:read"  # who was sent to whom, why, and what became of it; the address book (F111, F113)
    REFERRALS_SEND = "referrals:send"  # in the name of who sends (F112, F114)
    REFERRALS_ANSWER = "referrals:answer"  # in the name of whom it is to
    SYSTEM = "system"  # reactions, worker, maintenance


Fact = Callable[[Actor, Target], bool]


def anybody(_: Actor, __: Target) -> bool:
    """No condition."""
    return True


def signed_in(actor: Actor, _: Target) -> bool:
    """A person is behind the request."""
    return actor.person_id is not None


def oneself(actor: Actor, target: Target) -> bool:
    """The target is the actor's own."""
    return actor.person_id is not None and actor.person_id == target.person_id


def the_system(actor: Actor, _: Target) -> bool:
    """A reaction of the system itself."""
    return actor.is_system


def link_holder(actor: Actor, target: Target) -> bool:
    """Holds the link to this appointment."""
    return actor.appointment_id is not None and actor.appointment_id == target.appointment_id


def administrator(actor: Actor, target: Target) -> bool:
    """Administrator of the target's practice (F217)."""
    return _has_role(actor, target, "administrator")


def insider(actor: Actor, target: Target) -> bool:
    """Works in, or for, the target's practice; an outside colleague does not."""
    if target.practice_id is None:
        return False
    return any(m.role != "outside_colleague" for m in actor.within(target.practice_id))


def owner(actor: Actor, target: Target) -> bool:
    """It is his own agenda (F216)."""
    if target.practice_id is None or target.practitioner_id is None:
        return False
    return any(m.practitioner_id == target.practitioner_id for m in actor.within(target.practice_id))


def standing_in(actor: Actor, target: Target) -> bool:
    """He replaces the practitioner today (Q34)."""
    if target.practice_id is None or target.practitioner_id is None:
        return False
    return any(m.role == "replacement" and m.holds("view", target.practitioner_id) for m in actor.within(target.practice_id))


def invited(actor: Actor, target: Target) -> bool:
    """He holds the link of this very appointment."""
    return actor.guest is not None and actor.guest.appointment_id == target.appointment_id


def the_patient(actor: Actor, target: Target) -> bool:
    """He holds the patient's own link of this very appointment."""
    return invited(actor, target) and actor.guest is not None and actor.guest.role == "patient"


def a_practitioner(actor: Actor, target: Target) -> bool:
    """A practitioner of the target's practice."""
    return _has_role(actor, target, "practitioner") or _is_practitioner(actor, target)


def at_the_desk(actor: Actor, target: Target) -> bool:
    """A secretary, of the house or outside."""
    return _has_role(actor, target, "secretary") or _has_role(actor, target, "tele_secretary")


def outside_desk(actor: Actor, target: Target) -> bool:
    """Of the outside secretariat."""
    return _has_role(actor, target, "tele_secretary")


def ticked(right: Right) -> Fact:
    """The right is ticked for the target's practitioner (F095)."""

    def fact(actor: Actor, target: Target) -> bool:
        if target.practice_id is None or target.practitioner_id is None:
            return False
        return any(m.holds(right, target.practitioner_id) for m in actor.within(target.practice_id))

    fact.__name__ = f"ticked_{right}"
    fact.__doc__ = f"The right “{right}” is ticked for this practitioner."
    return fact


def ticked_somewhere(right: Right) -> Fact:
    """The right is ticked for at least one practitioner of the target's practice."""

    def fact(actor: Actor, target: Target) -> bool:
        if target.practice_id is None:
            return False
        return any(m.holds_anywhere(right) for m in actor.within(target.practice_id))

    fact.__name__ = f"ticked_{right}_somewhere"
    fact.__doc__ = f"The right “{right}” is ticked for at least one practitioner of the practice."
    return fact


def _has_role(actor: Actor, target: Target, role: Role) -> bool:
    if target.practice_id is None:
        return False
    return any(m.role == role for m in actor.within(target.practice_id))


def _is_practitioner(actor: Actor, target: Target) -> bool:
    if target.practice_id is None:
        return False
    return any(m.practitioner_id is not None for m in actor.within(target.practice_id))


_AGENDA = ((owner,), (administrator,))
_HOUSE = ((administrator,), (a_practitioner,))
_TALKS: tuple[tuple[Fact, ...], ...] = ((administrator,), (a_practitioner,), (insider, ticked_somewhere("chat")))

TABLE: dict[Permission, tuple[tuple[Fact, ...], ...]] = {
    Permission.PUBLIC: ((anybody,),),
    Permission.SIGNED_IN: ((signed_in,),),
    Permission.SELF_WRITE: ((oneself,),),
    Permission.PRACTICE_READ: ((insider,),),
    Permission.PRACTICE_MANAGE: ((administrator,),),
    Permission.MEMBERS_MANAGE: ((administrator,),),
    Permission.RIGHTS_MANAGE: ((owner,), (administrator,)),
    Permission.AGENDA_READ: (*_AGENDA, (ticked("view"),)),
    Permission.AGENDA_DETAILS: (*_AGENDA, (ticked("view"), insider), (ticked("view"), ticked("contact"))),
    Permission.AGENDA_BOOK: (*_AGENDA, (ticked("book"),)),
    Permission.AGENDA_MOVE: (*_AGENDA, (ticked("move"),)),
    Permission.AGENDA_CANCEL: (*_AGENDA, (ticked("cancel"),)),
    Permission.AGENDA_DELETE: ((owner,), (administrator,)),
    Permission.AGENDA_REASON: ((owner,), (ticked("reason"),)),
    Permission.AGENDA_CONTACT: (*_AGENDA, (ticked("contact"), insider)),
    Permission.AGENDA_REMARKS: ((owner,), (ticked("remarks"),)),
    Permission.AGENDA_OVERRIDE_BLOCK: (*_AGENDA, (ticked("override_block"),)),
    Permission.AGENDA_OFF_SLOTS: (*_AGENDA, (insider,)),
    Permission.AGENDA_BLOCK: (*_AGENDA, (ticked("blocking"),)),
    Permission.AGENDA_EXTRAS: (*_AGENDA, (ticked("extras"),)),
    Permission.AGENDA_LEAVE: (*_AGENDA, (ticked("leave"),)),
    Permission.AGENDA_EVENTS: (*_AGENDA, (ticked("events"),)),
    Permission.AGENDA_SETTINGS: (*_AGENDA, (ticked("settings"),)),
    Permission.MESSAGES_STEER: (*_AGENDA, (ticked("sms"),)),
    Permission.LINK_READ: ((link_holder,),),
    Permission.LINK_CHANGE: ((link_holder,),),
    Permission.WAITING_READ: (*_AGENDA, (ticked("waiting_list"),)),
    Permission.WAITING_WRITE: (*_AGENDA, (ticked("waiting_list"),)),
    Permission.PATIENTS_READ: ((administrator,), (a_practitioner,), (insider, ticked_somewhere("view"))),
    Permission.PATIENTS_BOOK: (*_HOUSE, (ticked_somewhere("book"),), (insider, ticked_somewhere("waiting_list"))),
    Permission.PATIENTS_WRITE: ((administrator,), (a_practitioner,), (ticked_somewhere("book"),)),
    Permission.PATIENTS_MERGE: ((administrator,), (a_practitioner,), (insider, ticked_somewhere("remarks"))),
    Permission.PATIENTS_REMARKS: ((a_practitioner,), (insider, ticked_somewhere("remarks"))),
    Permission.PATIENTS_CONTACT: ((administrator,), (a_practitioner,), (insider, ticked_somewhere("contact"))),
    Permission.ROOM_CONDUCT: ((owner,), (standing_in,)),
    Permission.ROOM_WATCH: (*_AGENDA, (ticked("view"), insider)),
    Permission.ROOM_LINK: (*_AGENDA, (ticked("contact"), insider)),
    Permission.ROOM_INVITE: (*_AGENDA, (standing_in,), (ticked("contact"), insider)),
    Permission.ROOM_RECEIVE: (*_AGENDA, (standing_in,), (ticked("contact"), insider)),
    Permission.ROOM_ATTEND: ((invited,),),
    Permission.ROOM_CHECK: ((the_patient,),),
    Permission.ROOM_WRITE: (*_AGENDA, (standing_in,), (ticked("contact"), insider), (the_patient,)),
    Permission.SHEET_SEE: ((owner,), (standing_in,), (invited,)),
    Permission.SHEET_DRAW: ((owner,), (standing_in,), (the_patient,)),
    Permission.SHEET_PRINT: ((owner,), (standing_in,)),
    Permission.DOCUMENTS_READ: ((a_practitioner,), (insider, ticked_somewhere("documents"))),
    Permission.DOCUMENTS_WRITE: ((a_practitioner,), (insider, ticked_somewhere("documents"))),
    Permission.DOCUMENTS_SIGN: ((owner,),),
    Permission.PAYMENTS_READ: (*_AGENDA, (ticked("view"), insider)),
    Permission.PAYMENTS_WRITE: (*_AGENDA, (standing_in,), (ticked("contact"), insider)),
    Permission.PAYMENTS_PAY: ((the_patient,),),
    Permission.CHAT_USE: _TALKS,
    Permission.CHAT_TAKE_PART: tuple((*line, oneself) for line in _TALKS),
    Permission.CHAT_SECRETARIAT: ((owner,), (standing_in, ticked("chat")), (at_the_desk, ticked("chat"))),
    Permission.CHAT_OUTSIDE: ((outside_desk, ticked_somewhere("chat")),),
    Permission.CHAT_PATIENT: (
        (administrator, oneself),
        (a_practitioner, oneself),
        (insider, ticked_somewhere("chat"), ticked_somewhere("view"), oneself),
    ),
    Permission.CHAT_SPEAK: ((standing_in, ticked("chat")), (at_the_desk, ticked("chat"))),
    Permission.CHAT_CORRECT: ((oneself,),),
    Permission.MISSIONS_USE: ((administrator,), (a_practitioner,), (insider, ticked_somewhere("missions"))),
    Permission.MISSIONS_SEE: ((administrator,), (a_practitioner,), (insider, ticked("missions"))),
    Permission.MISSIONS_DELETE: ((administrator,), (oneself,)),
    Permission.MISSIONS_DESK: ((at_the_desk,),),
    Permission.INSTRUCTIONS_READ: (*_AGENDA, (ticked("view"), insider)),
    Permission.INSTRUCTIONS_WRITE: (*_AGENDA, (ticked("settings"),)),
    Permission.PHONE_ANSWER: ((administrator,), (a_practitioner,), (insider, ticked_somewhere("contact"))),
    Permission.PHONE_MANAGE: ((administrator,),),
    Permission.URGENT_SEE: ((insider,),),
    Permission.URGENT_RAISE: (*_TALKS, (insider, ticked_somewhere("missions"))),
    Permission.URGENT_READ: ((insider, oneself),),
    Permission.URGENT_ANSWER: ((insider, oneself),),
    Permission.URGENT_WITHDRAW: ((insider, oneself),),
    Permission.URGENT_DESK: ((at_the_desk, ticked("chat")),),
    Permission.DUTY_WRITE: (*_HOUSE, (insider, ticked_somewhere("settings"))),
    Permission.REFERRALS_READ: ((a_practitioner,), (insider, ticked_somewhere("documents"))),
    Permission.REFERRALS_SEND: ((owner,), (insider, ticked("documents"))),
    Permission.REFERRALS_ANSWER: ((owner,), (insider, ticked("documents"))),
    Permission.SYSTEM: ((the_system,),),
}


def permitted(actor: Actor, permission: Permission, target: Target) -> bool:
    """Whether one line of the table holds."""
    for line in TABLE.get(permission, ()):
        for fact in line:
            if not fact(actor, target):
                break
        else:
            return True
    return False
