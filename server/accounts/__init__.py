"""People, practices, memberships, log-in, and the rights ticked per practitioner."""
