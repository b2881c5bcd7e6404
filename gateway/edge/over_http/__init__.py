"""GraphQL over HTTP, by POST and GET: docs/adr/0003-graphql-over-http.md."""
