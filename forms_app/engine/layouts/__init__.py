"""Layouts of pages to be printed that come with the software: Typst, one file each."""
