"""The push layer: topics, sequence numbers, bytes and close codes. It knows no feature, no SQL and no HTTP route of ours.

Its contract with browsers is `docs/protocol.md`; its contract with the application is `realtime.gate.Gate`.
"""
