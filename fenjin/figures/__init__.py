"""Kinds of figures: what each shows, and how Plotly draws it."""
