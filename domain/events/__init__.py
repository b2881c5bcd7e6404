"""Events: one closed, versioned list of types, what each type tells, and the record that the log keeps."""
