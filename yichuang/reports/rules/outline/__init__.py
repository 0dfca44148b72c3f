"""A report of no known series: its paragraphs, its headings at any depth, its masthead."""
