"""One event to thousands of subscribers over WebSockets: ours, stock Strawberry, and npm's graphql-ws."""
