"""The forms an issue is printed in, all drawn from the one list of lines that `rules.layout` makes of the tree."""
