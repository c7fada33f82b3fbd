"""Decisions about patients: values in, values out."""
