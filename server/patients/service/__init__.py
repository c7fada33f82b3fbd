"""Commands on the patient file: one function each."""
