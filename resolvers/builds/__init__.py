"""The pure halves of batched fields: which keys a record asks for, and what is built of the answers."""
