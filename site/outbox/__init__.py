"""The transactional outbox: what leaves a transaction is a row in it first."""
