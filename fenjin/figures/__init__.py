"""Kinds of figures: what each shows, and how page, slide, PowerPoint and Excel draw it; each kind is a file."""
