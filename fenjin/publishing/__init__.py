"""From curated files to what the dashboard shows, and back: the collection of lists, what a new version would change, and its publication."""
