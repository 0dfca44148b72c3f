"""The desk of submitted figures (填报): filling in, what is missing, definitions, what indicators come to."""
