"""HTTP ↔ referrals: the practice's side, and that of a colleague from outside."""

from starlette.responses import Response

from server.core.http import Api, Reply, Visit
from server.core.unit import UnitOfWork
from server.referrals.queries import colleagues, referrals
from server.referrals.schemas import (
    AddColleague,
    AnswerByLink,
    AnswerReferral,
    BookReferral,
    ChangeColleague,
    Colleagues,
    ColleagueView,
    FindColleagues,
    KeepColleague,
    LeaveReferral,
    ListReferrals,
    OpenReferral,
    ReceivedReferralView,
    ReferralCode,
    ReferralList,
    ReferralPage,
    ReferralView,
    SendReferral,
)
from server.referrals.service import answering, directory, receiving, sending, visiting

api = Api("referrals")


@api.query("POST", "/api/colleagues/search")
async def find_colleagues(uow: UnitOfWork, body: FindColleagues) -> Colleagues:
    """Colleagues by name or specialty (F111)."""
    return await colleagues.find_colleagues(uow, body)


@api.command("POST", "/api/colleagues", status=201)
async def add_colleague(uow: UnitOfWork, body: AddColleague) -> ColleagueView:
    """Write a colleague into the address book (F114)."""
    return await directory.add_colleague(uow, body)


@api.command("PATCH", "/api/colleagues/{colleague_id}")
async def change_colleague(uow: UnitOfWork, colleague_id: str, body: ChangeColleague) -> ColleagueView:
    """Change a colleague of the address book, or take him out of it."""
    return await directory.change_colleague(uow, colleague_id, body)


@api.command("POST", "/api/colleagues/favourites", status=204)
async def keep_colleague(uow: UnitOfWork, body: KeepColleague) -> None:
    """Keep a colleague at hand, or no longer."""
    await directory.keep_colleague(uow, body)


@api.command("POST", "/api/referrals", status=201)
async def send_referral(uow: UnitOfWork, body: SendReferral) -> ReferralView:
    """Send a patient to a colleague (F112)."""
    return await sending.send(uow, body)


@api.query("POST", "/api/referrals/list")
async def list_referrals(uow: UnitOfWork, body: ListReferrals) -> ReferralList:
    """The referrals of a practice, page by page (F113)."""
    return await referrals.list_referrals(uow, body)


@api.query("GET", "/api/referrals/{referral_id}/code")
async def read_referral_code(uow: UnitOfWork, referral_id: str) -> ReferralCode:
    """The code to read to a colleague from outside, on the telephone (Q40)."""
    return await referrals.referral_code(uow, referral_id)


@api.command("POST", "/api/referrals/{referral_id}/see")
async def see_referral(uow: UnitOfWork, referral_id: str) -> ReferralView:
    """Say that the colleague has it before his eyes."""
    return await answering.see(uow, referral_id)


@api.command("POST", "/api/referrals/{referral_id}/answer")
async def answer_referral(uow: UnitOfWork, referral_id: str, body: AnswerReferral) -> ReferralView:
    """Answer a referral: accepted, booked or declined, with a word."""
    return await answering.answer(uow, referral_id, body)


@api.command("POST", "/api/referrals/{referral_id}/book")
async def book_referral(uow: UnitOfWork, referral_id: str, body: BookReferral) -> ReferralView:
    """Say which appointment the sender booked on the colleague's agenda (F093)."""
    return await answering.book(uow, referral_id, body)


@api.command("POST", "/api/referrals/received/{received_id}/see")
async def see_received_referral(uow: UnitOfWork, received_id: str) -> ReceivedReferralView:
    """Say that the colleague has before his eyes what another practice sent."""
    return await receiving.see_received(uow, received_id)


@api.command("POST", "/api/referrals/received/{received_id}/answer")
async def answer_received_referral(uow: UnitOfWork, received_id: str, body: AnswerReferral) -> ReceivedReferralView:
    """Answer what another practice sent: accepted, booked or declined, with a word."""
    return await receiving.answer_received(uow, received_id, body)


@api.action("GET", "/api/referrals/received/{received_id}/documents/{document_id}/content")
async def fetch_received_document(visit: Visit, received_id: str, document_id: str) -> Response:
    """Fetch a document that another practice sent with a patient."""
    return await receiving.fetch_received_document(visit, received_id, document_id)


@api.command("POST", "/api/referrals/{referral_id}/withdraw")
async def withdraw_referral(uow: UnitOfWork, referral_id: str) -> ReferralView:
    """Take a referral back."""
    return await sending.take_back(uow, referral_id)


@api.command("POST", "/api/referrals/{referral_id}/again")
async def send_referral_again(uow: UnitOfWork, referral_id: str) -> ReferralView:
    """Write to the colleague from outside again: a new link and a new code; the old ones close."""
    return await sending.send_again(uow, referral_id)


@api.action("POST", "/api/referral/open", access="public")
async def open_referral(visit: Visit, body: OpenReferral) -> Reply[ReferralPage]:
    """Open a referral by the link of the e-mail and the code given otherwise."""
    return await visiting.open_referral(visit, body)


@api.action("GET", "/api/referral", access="public")
async def read_referral(visit: Visit) -> ReferralPage:
    """What a colleague's link shows."""
    return await visiting.read_referral(visit)


@api.action("GET", "/api/referral/{document_id}/content", access="public")
async def fetch_referred_document(visit: Visit, document_id: str) -> Response:
    """Fetch a document that goes with a referral."""
    return await visiting.fetch_document(visit, document_id)


@api.action("POST", "/api/referral/answer", access="public")
async def answer_by_link(visit: Visit, body: AnswerByLink) -> ReferralPage:
    """Answer a referral through its link."""
    return await visiting.answer_by_link(visit, body)


@api.action("POST", "/api/referral/leave", access="public")
async def leave_referral(visit: Visit, body: LeaveReferral) -> Reply[None]:
    """Close a referral's page on this device."""
    return await visiting.leave_referral(visit, body)
