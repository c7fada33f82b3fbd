"""The Ardoise application: features over one core, composed in `server.app`."""
