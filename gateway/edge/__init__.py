"""The HTTP edge: who asks, what is asked, and how it is answered."""
