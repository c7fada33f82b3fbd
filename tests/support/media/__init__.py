"""What the tests of media stand on: a tiny page, the server behind it, and peers without a browser."""
