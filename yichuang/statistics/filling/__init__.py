"""Submitting by XLSX: the sheet that is downloaded, and the same read back."""
