"""Data designs as YAML beside the plan: validated, linked, drawn and rendered with MkDocs."""
