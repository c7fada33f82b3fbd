"""The patient file: identity, contacts with their provenance, relatives, search, merge."""
