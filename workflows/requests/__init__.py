"""Changes requests, each change in one transaction, and reads them. It may import `rules`, `storage` and `outbox`;
others use `changes.Requests` with its parts, `adopt.Adoption`, `store_import.StoreImports`, `queries.Queries`, and
speak with them in the words of `press` and `results`."""
