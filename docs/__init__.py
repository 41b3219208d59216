"""The documentation: hand-written pages (``content/``), pages made from the schema and the codebook (``reference/``), and
the hook that puts both into mkdocs."""
