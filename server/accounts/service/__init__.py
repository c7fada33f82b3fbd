"""What people do with accounts: one function for each command."""
