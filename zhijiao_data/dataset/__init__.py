"""From extracted rows to released tables: schema, curation, checks, build, loading, evaluation."""
