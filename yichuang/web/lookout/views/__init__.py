"""One file per noun: home, issues, figures, cases."""
