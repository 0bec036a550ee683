"""What runs in the fresh interpreter: the program, its recorded calls again, and its mutants."""
