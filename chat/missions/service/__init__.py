"""Commands on missions, one function each."""
