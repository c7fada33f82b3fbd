"""HTTP of the agenda."""
