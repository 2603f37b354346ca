"""Users, units, posts, consent and the log of looks at personal data."""

from people.models.access import AccessLogEntry
from people.models.consent import Consent
from people.models.invitation_stop import InvitationStop
from people.models.post import Post
from people.models.unit import Unit
from people.models.user import User

__all__ = ["AccessLogEntry", "Consent", "InvitationStop", "Post", "Unit", "User"]
