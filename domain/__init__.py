"""The words of OrderGraph and their rules: records, pure functions and ports.

Floor 0 of the house. Nothing here does I/O, reads a clock or imports another room; the only
package used besides the standard library is msgspec, whose structs the records are.
"""
