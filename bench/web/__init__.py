"""The browser application against its budgets, and one live update beside @event-calendar/core, in the same Chromium."""
