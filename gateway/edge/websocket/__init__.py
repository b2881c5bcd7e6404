"""GraphQL over a WebSocket, by the protocol graphql-transport-ws."""
