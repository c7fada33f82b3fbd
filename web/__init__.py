"""The browser application and the hook that builds it; see `web/README.md`."""
