"""The push layer: topics, sequence numbers, bytes and close codes. It knows no feature and no SQL.

Its contract with browsers is `docs/protocol.md`; its contract with the application is `realtime.gate.Gate`.
"""
