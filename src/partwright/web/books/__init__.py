"""The operator's price book: its versions, the draft of the next, and what a draft was tried on."""
