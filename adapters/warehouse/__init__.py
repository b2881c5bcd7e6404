"""What warehouse systems have in common, whatever they write. Each adapter brings its records into this form.

Orders go through states that have times, their lines have counts, and several may share a shipment.
"""
