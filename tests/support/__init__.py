"""What tests stand on: real databases, a real Redis, the real application in its own process, and a clock one can set.

The fixtures are registered by `tests/conftest.py`; `tests/support/README.md` lists them.
"""
