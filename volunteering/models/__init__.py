"""What volunteering keeps: members, needs, shifts, participation, hours, matching runs."""

from volunteering.models.blocked_pair import BlockedPair
from volunteering.models.certificate import Certificate
from volunteering.models.check_event import CheckEvent
from volunteering.models.kept_plan import KeptEvent, KeptPlan
from volunteering.models.match_part import MatchPart
from volunteering.models.match_run import MatchProof, MatchRun
from volunteering.models.member import FreeException, FreeWindow, Member, MemberSkill
from volunteering.models.need import Need, NeedSkill
from volunteering.models.notice import Notice
from volunteering.models.participation import Participation, ParticipationStep
from volunteering.models.rating import Rating
from volunteering.models.roster_import import RosterImport
from volunteering.models.service_record import ServiceRecord
from volunteering.models.shift import Shift
from volunteering.models.shift_message import ShiftMessage
from volunteering.models.skill import Skill

__all__ = [
    "BlockedPair",
    "Certificate",
    "CheckEvent",
    "FreeException",
    "FreeWindow",
    "KeptEvent",
    "KeptPlan",
    "MatchPart",
    "MatchProof",
    "MatchRun",
    "Member",
    "MemberSkill",
    "Need",
    "NeedSkill",
    "Notice",
    "Participation",
    "ParticipationStep",
    "Rating",
    "RosterImport",
    "ServiceRecord",
    "Shift",
    "ShiftMessage",
    "Skill",
]
