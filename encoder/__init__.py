"""A message as a vector, computed once; the weights and the scripts that made them."""
