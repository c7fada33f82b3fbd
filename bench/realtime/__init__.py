"""The push layer against its peers: how many deliveries, at what cost, in how much memory."""
