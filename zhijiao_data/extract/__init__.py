"""From a document to the rows of every table: structure, tasks, bodies, targets, citations."""
