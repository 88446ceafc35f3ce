"""Words: the catalogue, codes and columns in words, quantities as people write them."""
