// Tests being built.
