"""The catalog in the forms of other tools: DBML, data contracts, CSV."""
