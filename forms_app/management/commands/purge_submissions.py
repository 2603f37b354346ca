"""Empty answers that are kept no longer, and prove it, from the command line or a timer."""

import json

from django.core.management.base import BaseCommand, CommandError

from forms_app.actions.purge_strays import purge_strays
from forms_app.actions.purge_submissions import Purged, purge_submissions
from forms_app.actions.trim_submissions import trim_submissions
from forms_app.models import Submission
from forms_app.queries import purgeable, trimmable, unproven_purges, unproven_trims
from foundation import clock


class Command(BaseCommand):
    """`purge_submissions`: empties what is due, then counts what is left of it."""

    help = "Empty the answers that their forms keep no longer, and prove that nothing is left."

    def handle(self, **options: object) -> None:
        """Print the counts as one line of JSON; raises CommandError when the proof fails."""
        del options
        now = clock.now()
        found = Purged()
        while (some := purge_submissions(now=now)).submissions:
            found += some
        trimmed = 0
        while some_trimmed := trim_submissions(now=now):
            trimmed += some_trimmed
        unproven = unproven_purges() + unproven_trims()
        line = {
            "emptied": found.submissions,
            "marks": found.marks,
            "claims": found.claims,
            "files": found.files,
            "trimmed": trimmed,
            "stray_files": purge_strays(now=now),
            "still_due": purgeable(now).count() + len(trimmable(now, 1)),
            "emptied_ever": Submission.objects.filter(purged_at__isnull=False).count(),
            "with_words_left": unproven,
        }
        self.stdout.write(json.dumps(line))
        if unproven:
            raise CommandError(f"{unproven} emptied submissions still hold something")
