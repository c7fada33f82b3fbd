"""What patients and practitioners are told of appointments: planned by the command that causes it, and asked again when it leaves."""
