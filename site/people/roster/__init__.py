"""The roster engine: from a unit's spreadsheet to a plan of what an import would do."""
