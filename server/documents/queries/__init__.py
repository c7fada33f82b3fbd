"""Reads of documents."""

from server.documents.queries.documents import document_for, document_view, document_views, locked_document, patient_snapshot, title_label

__all__ = ["document_for", "document_view", "document_views", "locked_document", "patient_snapshot", "title_label"]
