"""Who can be reached: in consultation, away, or not to be disturbed; said by the server to those who may know."""
