"""What can happen in volunteering: one use case per file, each a keyword-only function.

Lock order, everywhere: the member's row, then the shift's row, then service records by id.
"""
