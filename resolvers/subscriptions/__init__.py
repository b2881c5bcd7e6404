"""What can be followed. Each field says what of the log it is about, and what an event of it changes.

Nothing here waits for events: whoever follows the log asks a topic what becomes of them.
"""
