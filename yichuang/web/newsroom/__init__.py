"""The face of the report's editor: this period's issue, stories, findings, and what else an issue is made of."""
