"""Commands about calls: one function each."""
