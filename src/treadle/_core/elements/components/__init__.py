"""Custom components: elements whose front end is not Treadle's."""
