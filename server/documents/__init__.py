"""Documents of patients: added, written and signed, shared with the patient for a time, remembered when they go."""
