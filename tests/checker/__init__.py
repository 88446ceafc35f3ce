"""A checker of sentences: it reads the words that views show and holds them against the published table alone.

`truth` works out what the table bears, without a query or a view; `reading` parses the sentences of either language and says what in
them is not borne, or that a sentence cannot be read.
"""
