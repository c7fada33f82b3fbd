"""What is said to people by e-mail: carriers, templates, and the worker that empties the outbox."""
