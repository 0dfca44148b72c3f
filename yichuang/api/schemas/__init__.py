"""What operations take and give, typed, with Chinese titles: one file per room."""
