-- The words by which a mention `m` names something, and where they stand in the text: columns of other queries.
    m.words,
    m.para,
    m.first_char,
    m.last_char,
    m."start",
    m."end"
