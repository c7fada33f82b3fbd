"""Commands about referrals: one function each."""
