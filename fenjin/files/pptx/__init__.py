"""PowerPoint's side of a deck: the file that slides are put into, what is drawn on them, and what the speaker reads."""
