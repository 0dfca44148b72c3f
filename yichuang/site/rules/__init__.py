"""Rules of the house as a whole: the keys of a case's tables, and where tables lie on a cluster. Pure."""
