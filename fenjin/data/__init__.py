"""The door to the table: which version is served, in which engine its queries run, what is remembered of its answers."""
