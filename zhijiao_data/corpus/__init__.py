"""From a file to a document: its canonical text, and what a cataloguer states about it."""
