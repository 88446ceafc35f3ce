"""The table: its rules, units of measure and layout, and how it is built from the curated files and held against the text."""
