"""A release as others take it: exports, metadata in the standards of the field, and the repository on the Hub."""
