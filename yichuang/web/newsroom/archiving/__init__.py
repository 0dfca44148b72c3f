"""The desk of the archive (归档): folders that were read, their files, and the files that wait for a person."""
