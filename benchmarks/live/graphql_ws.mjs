// npm's graphql-ws over ws, as its documentation has it, and a queue for each subscriber.
// Run in the folder that has both installed: node graphql_ws.mjs. Prints its URL when it listens.
import { createServer } from "node:http";
import { createRequire } from "node:module";

const require = createRequire(`${process.cwd()}/`);
const { buildSchema } = require("graphql");
const { WebSocketServer } = require("ws");
const { useServer } = require("graphql-ws/use/ws");

const schema = buildSchema(`
  type Query { ok: Boolean! }
  type Event { id: String! type: String! subject: String! occurredAt: String! }
  type EventUpdate { kind: String! cursor: String event: Event }
  input EventFilterInput { types: [String!] }
  type Subscription { events(filter: EventFilterInput!): EventUpdate }
`);

const queues = new Set();

async function* events({ filter }) {
  const queue = { types: new Set(filter.types), waiting: [], wake: null };
  queues.add(queue);
  try {
    while (true) {
      while (queue.waiting.length) yield { events: queue.waiting.shift() };
      await new Promise((resolve) => (queue.wake = resolve));
    }
  } finally {
    queues.delete(queue);
  }
}

function publish(told) {
  const { cursor, ...event } = told;
  const update = { kind: "EVENT", cursor, event };
  const family = event.type.split(".")[0];
  for (const queue of queues) {
    if (!queue.types.has(family)) continue;
    queue.waiting.push(update);
    queue.wake?.();
  }
}

const server = createServer((request, response) => {
  if (request.method !== "POST") {
    response.end(JSON.stringify({ subscribers: queues.size }));
    return;
  }
  let body = "";
  request.on("data", (piece) => (body += piece));
  request.on("end", () => {
    publish(JSON.parse(body));
    response.writeHead(202).end();
  });
});
useServer({ schema, roots: { subscription: { events } } }, new WebSocketServer({ server, path: "/graphql" }));
server.listen(0, "127.0.0.1", () => console.log(`http://127.0.0.1:${server.address().port}/`));
