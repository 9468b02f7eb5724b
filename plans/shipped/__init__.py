"""What comes with the product: clinical settings and texts, drafts with their sources."""
