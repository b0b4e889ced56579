// Support being built.
