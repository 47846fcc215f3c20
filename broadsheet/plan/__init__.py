"""Which sheets there are, and what each is printed from."""
