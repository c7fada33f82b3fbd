"""Commands on what is urgent and on the roster, one function each."""
