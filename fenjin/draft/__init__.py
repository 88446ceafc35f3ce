"""A published list as a draft of curated rows: read, cut and drafted by rules, for people to review."""
