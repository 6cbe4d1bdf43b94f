"""What the accounts' pages ask for: fields, their words, and how they become drafts."""
