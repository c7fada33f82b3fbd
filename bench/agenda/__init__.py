"""From a command on one screen to the frame on the others: the whole application, with sessions, under a day's writing."""
