"""How long a call takes to come and to come back, and what a bad network does to it."""
