"""Webhooks: what happens here, told to other systems at addresses that an operator registered."""
