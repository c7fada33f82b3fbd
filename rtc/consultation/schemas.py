"""What crosses the wire about a consultation."""

from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from rtc.consultation.lights import Camera, Light, Microphone, Network
from rtc.media import Slot
from rtc.signalling.recording import Kind
from rtc.signalling.stages import Item, Stage
from rtc.signalling.state import Company, Phase, Role
from rtc.turn import Relay
from server.accounts.schemas.people import PaymentAmount
from server.agenda.schemas.appointments import Accepted
from server.core.fields import Id, Instant, Name
from server.payments.schemas import PaymentView

Secret = Annotated[str, Meta(min_length=1, max_length=64)]
Code = Annotated[str, Meta(max_length=20, description="8 digits, in two groups or not")]
Socket = Annotated[str, Meta(min_length=1, max_length=64, description="`connection` of the push layer's hello")]
ConnectionName = Annotated[str, Meta(min_length=8, max_length=64, pattern="^[A-Za-z0-9_-]+$", description="chosen by the browser")]
Sdp = Annotated[str, Meta(min_length=1, max_length=65_536)]


class RecordingView(Struct, frozen=True, kw_only=True):
    """What the practitioner's browser records; asked for only, as long as somebody has not agreed."""

    kind: Kind
    asked_at: Instant
    agreed_at: Instant | None
    """When the last of the guests let in agreed."""
    consents: dict[Id, Instant]
    """Whose seat agreed, and when."""


class ReceiverView(Struct, frozen=True, kw_only=True):
    """Who receives the patient at the desk. `here`: her page is open; a patient is not told her name."""

    seat_id: Id
    person_id: str
    name: str
    here: bool
    connected: bool


class TickView(Struct, frozen=True, kw_only=True):
    """Something the reception saw to; `by`: empty for the patient."""

    item: Item
    by: str
    at: Instant


class DeskView(Struct, frozen=True, kw_only=True):
    """Where the patient stands between the desk and his practitioner (Part C 7)."""

    stage: Stage
    receiver: ReceiverView | None
    queued_at: Instant | None
    ticks: list[TickView]


class RoomView(Struct, frozen=True, kw_only=True):
    """A consultation: whose it is, when, and where it stands. Its `id` is that of the appointment."""

    id: Id
    practitioner_name: str
    practice_name: str
    practice_phone: str
    zone: str
    starts_at: Instant
    ends_at: Instant
    opens_at: Instant
    closes_at: Instant
    started_at: Instant | None
    ended_at: Instant | None
    expected_at: Instant | None
    """The hour at which it will begin, when it will begin late."""
    recording: RecordingView | None = None
    desk: DeskView | None = None
    """None: the practice has no desk for its teleconsultations, or it has nothing to do yet."""


class SeatView(Struct, frozen=True, kw_only=True):
    """A place in the consultation."""

    id: Id
    role: Role
    name: str
    here: bool
    knocked_at: Instant | None
    admitted_at: Instant | None
    left_at: Instant | None
    connected: bool
    heard: bool
    seen: bool
    devices: int
    photographed_at: Instant | None
    """When the newest still picture of him was filed."""


class RoomBody(Struct, frozen=True, kw_only=True):
    """The snapshot of `room/{appointment}`."""

    room: list[RoomView]
    seats: list[SeatView]
    payments: list[PaymentView]


class CallView(Struct, frozen=True, kw_only=True):
    """Who waits, or is in consultation, from afar. Its `id` is that of the appointment.

    `since`: when he came, was let in, or was out again.
    """

    id: Id
    practitioner_id: Id
    patient_id: Id
    patient_name: str
    starts_at: Instant
    state: Literal["waiting", "live", "exit"]
    since: Instant
    here: bool
    """False: he was here and his connection is gone; he may come back."""
    host_here: bool
    desk: DeskView | None


class LightView(Struct, frozen=True, kw_only=True):
    """What the patient's device check found, hours before (Part C 8). Its `id` is that of the appointment."""

    id: Id
    light: Light
    camera: Camera
    microphone: Microphone
    network: Network
    at: Instant


class PaceView(Struct, frozen=True, kw_only=True):
    """How late a practitioner runs (Part C 3). Its `id` is his."""

    id: Id
    hours: dict[str, Instant]
    """The hour of each appointment that will begin late, by id."""


class CallsBody(Struct, frozen=True, kw_only=True):
    """The snapshot of `calls/{practitioner}`."""

    calls: list[CallView]
    lights: list[LightView]
    paces: list[PaceView]
    payments: list[PaymentView]


class SlotsBody(Struct, frozen=True, kw_only=True):
    """The signal `slots` of `room/{appointment}`, said by the server alone: who fills this seat's slots from now on."""

    seat: Id
    slots: list[Slot]


class OpenDoor(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What stands after # in the link. `seat_id`: the place of whoever was invited beside the patient."""

    appointment_id: Id
    secret: Secret
    seat_id: Id | None = None


class OpenDoorByCode(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The code typed by hand."""

    code: Code


class GuestEntry(Struct, frozen=True, kw_only=True):
    """Who one is in this consultation, and where it stands."""

    seat_id: Id
    role: Role
    first_name: str
    phase: Phase
    room: RoomView
    relays: list[Relay] = []
    """Ways round a network that blocks video, for whoever is here; good for ten minutes."""
    slots: list[Slot] = []
    """Who fills his slots, when he is connected: a page whose socket was cut missed what was said meanwhile."""
    documents: str = ""
    """The page of what was shared with him for this appointment; empty: nothing was."""


class Presence(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A page is open on the room, and the push connection through which it hears."""

    socket: Socket


class HostEntry(Struct, frozen=True, kw_only=True):
    """The practitioner's place, and the amounts that he asks for with one press. `usual`: that of this
    type of appointment; `files`: he may add to the patient's documents.
    """

    seat_id: Id
    phase: Phase
    room: RoomView
    relays: list[Relay] = []
    slots: list[Slot] = []
    practice_id: str = ""
    amounts: list[PaymentAmount] = []
    usual: PaymentAmount | None = None
    files: bool = False
    may_record: bool = False
    """The practice lets its practitioners ask for it."""


class SetRule(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What is forwarded of somebody (F173, F174), who is told: only what is given changes."""

    heard: bool | UnsetType = UNSET
    seen: bool | UnsetType = UNSET


class DeskEntry(Struct, frozen=True, kw_only=True):
    """The place of whoever receives a patient at the desk."""

    seat_id: Id
    room: RoomView
    relays: list[Relay] = []


class Tick(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Something was seen to at the reception, or was not after all."""

    item: Item
    done: bool


class TakePatient(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Take a patient who waits for another practitioner. `accept`: as for any move of an appointment."""

    practitioner_id: Id
    accept: Annotated[list[Accepted], Meta(max_length=6)] = []


class LeaveDesk(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Stop receiving the patient, who stays where he is (`stay`), goes on to the waiting room (`queue`), or goes home (`goodbye`)."""

    then: Literal["stay", "queue", "goodbye"]


class AskRecording(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Ask the patient, and whoever else was let in, whether the practitioner may record (F171, F172); `none` stops."""

    wanted: Literal["video", "sound", "none"]


class AnswerRecording(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A guest agrees to what he was asked, `kind`, refuses it, or takes his consent back."""

    agreed: bool
    kind: Kind


class TakePhoto(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The fields beside a photo: none."""


class Offer(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A browser's proposal of media. `echo`: the device check's room of one, whose sound and picture come back; `desk`: the room in
    which the secretariat receives the patient, apart from that of the consultation.
    """

    connection: ConnectionName
    sdp: Sdp
    echo: bool = False
    desk: bool = False


class OfferAnswer(Struct, frozen=True, kw_only=True):
    """The server's side, and who fills which slot."""

    sdp: str
    slots: list[Slot]


class Invite(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One more person for a consultation: who, and as what."""

    name: Name
    role: Company


class InvitedPerson(Struct, frozen=True, kw_only=True):
    """Somebody invited beside the patient, and where he stands."""

    id: Id
    role: Company
    name: str
    here: bool
    admitted_at: Instant | None


class Invitation(InvitedPerson, frozen=True, kw_only=True):
    """The same, with his own way in: to copy, to read out."""

    link: str
    code: str


class Invitations(Struct, frozen=True, kw_only=True):
    """Everybody invited beside the patient, by name."""

    people: list[Invitation]


class PatientLink(Struct, frozen=True, kw_only=True):
    """How the patient comes in (F142, F145): to copy, to read out."""

    link: str
    code: str
    opens_at: Instant
    closes_at: Instant
