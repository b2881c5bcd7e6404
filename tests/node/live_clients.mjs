// npm's clients of live streams over what happens in a world: node live_clients.mjs '{url, ws, control, token...}'
import { createRequire } from "node:module";
import {
  Peer, WebSocket, advance, at, check, entered, exact, headers, is, line, logged, metric, report, same, until,
} from "./live_peer.mjs";

const require = createRequire(`${process.cwd()}/`);
const ws = require("graphql-ws");
const sse = require("graphql-sse");

const QUERY = { query: "{ __typename }" };
const WRONG = { query: "{ nothing }" };
const MUTATION = { query: "mutation { __typename }" };
const EVENTS = "subscription ($after: String) { events(after: $after) { kind cursor event { id } } }";
const NOBODY = `subscription { orderChanged(numbers: ["SO-0"]) { kind cursor } }`;
const now = async () => {};
const authorization = `Bearer ${at.token}`;
const long = (letter) => letter.repeat(600);
const FAT = [..."abcdefghijklmnopqrstuv"].map((letter) => `${long(letter)}: id`).join(" ");
const MUCH = `subscription ($after: String) { events(after: $after) { kind cursor event { id ${FAT} } } }`;

const overWebSocket = (more = {}) =>
  ws.createClient({ url: at.ws, webSocketImpl: WebSocket, connectionParams: { authorization }, retryWait: now, ...more });
const overEvents = (more = {}) => sse.createClient({ url: at.url, headers: { authorization }, retry: now, ...more });

async function all(stream) {
  const results = [];
  for await (const result of stream) results.push(result);
  return results; // `complete` came
}

const begin = () => ({ ids: [], cursor: "" });

const beginning = (await logged()).end;
// Begun first, for it takes the longest: what comes over streams to which nothing happens.
const silence = await heartbeats();

// --- graphql-ws ---
for (const [name, open] of [["graphql-ws", overWebSocket], ["graphql-sse", overEvents]]) {
  const client = open();
  await check(`${name}: a query`, async () => {
    is(await all(client.iterate(QUERY)), [{ data: { __typename: "Query" } }]);
    return "one result, complete";
  });
  await check(`${name}: a mutation`, async () => {
    is(await all(client.iterate(MUTATION)), [{ data: { __typename: "Mutation" } }]);
    return "one result, complete";
  });
  await check(`${name}: an operation that is not valid`, async () => {
    try {
      const [{ errors }, ...more] = await all(client.iterate(WRONG));
      is(more, []);
      return `a result with errors (${errors[0].extensions.code}), complete`;
    } catch (errors) {
      return `errors (${errors[0].extensions.code})`;
    }
  });
  await check(`${name}: a client that wants no more`, async () => {
    const before = await metric("live_streams");
    const stream = client.iterate({ query: EVENTS });
    is((await stream.next()).value.data.events.kind, "HEARTBEAT");
    is(await metric("live_streams"), before + 1);
    await stream.return();
    await until(async () => (await metric("live_streams")) === before);
    return "the stream is closed here too";
  });
  client.dispose();
}
await check("graphql-ws: a token that is not good", async () => {
  const client = overWebSocket({ connectionParams: { authorization: "Bearer a.b.c" }, retryAttempts: 5 });
  let connections = 0;
  client.on("connecting", () => (connections += 1));
  try {
    await all(client.iterate(QUERY));
  } catch ({ code }) {
    return `${code}, after ${connections} connection`;
  }
});
await check("graphql-sse: a token that is not good", async () => {
  try {
    await all(overEvents({ headers: { authorization: "Bearer a.b.c" }, retryAttempts: 0 }).iterate(QUERY));
  } catch ({ response }) {
    return `status ${response.status}`;
  }
});
await check("graphql-ws: its own pings", async () => {
  const client = overWebSocket({ keepAlive: 50 });
  const pong = new Promise((resolve) => client.on("pong", (received) => received && resolve("pong")));
  const stream = client.iterate({ query: NOBODY });
  await stream.next();
  const came = await pong;
  await client.dispose();
  return came;
});
await check("graphql-ws: a token in a ping", async () => {
  const client = overWebSocket();
  const pong = new Promise((resolve) => client.on("pong", (received, payload) => received && resolve(payload)));
  client.on("connected", (socket) => socket.send(JSON.stringify({ type: "ping", payload: { authorization } })));
  const stream = client.iterate({ query: NOBODY });
  await stream.next();
  const { renewed } = await pong;
  await client.dispose();
  return `pong, renewed: ${renewed}`;
});

// --- What happens, and what happens while nobody is there ---
await check("graphql-ws: what happens, over a connection that breaks again and again, after the last cursor", async () => {
  const { end } = await logged();
  const way = await line();
  const variables = { after: null };
  const seen = begin();
  let connections = 0;
  const on = { connected: () => (connections += 1) };
  const client = overWebSocket({ url: way.ws, retryAttempts: 100, shouldRetry: () => true, on });
  // The client sends the variables as they are by then, whenever it comes back.
  const stream = client.iterate({ query: EVENTS, variables });
  const following = (async () => {
    for await (const { data: { events } } of stream) {
      variables.after = events.cursor ?? variables.after;
      if (events.kind === "EVENT") seen.ids.push(events.event.id);
      if (seen.ids.length === 5) way.cut();
    }
  })();
  await until(() => variables.after);
  for (const least of [10, 20, 30]) {
    const before = connections;
    way.cut();
    await advance(0.2);
    await exact(seen.ids, end, least);
    await until(() => connections > before);
  }
  await client.dispose();
  way.close();
  await following;
  return "each event once, in order";
});
await check("graphql-sse: what happens, over a connection that breaks again and again, by Last-Event-ID", async () => {
  const { end } = await logged();
  const way = await line();
  const seen = begin();
  const last = () => (seen.cursor ? { "last-event-id": seen.cursor } : {});
  let connections = 0;
  const on = { connected: () => (connections += 1) };
  const client = overEvents({ url: way.url, headers: () => ({ authorization, ...last() }), retryAttempts: 100, on });
  const following = (async () => {
    for await (const { data: { events } } of client.iterate({ query: EVENTS })) {
      seen.cursor = events.cursor ?? seen.cursor;
      if (events.kind === "EVENT") seen.ids.push(events.event.id);
      if (seen.ids.length === 5) way.cut();
    }
  })();
  await until(() => seen.cursor);
  for (const least of [10, 20, 30]) {
    const before = connections;
    way.cut();
    await advance(0.2);
    await exact(seen.ids, end, least);
    await until(() => connections > before);
  }
  client.dispose();
  way.close();
  await following.catch(() => {});
  return "each event once, in order";
});
await check("ws: a slow reader, to whom more happens than there is room for", async () => {
  const overflows = await metric("live_overflows");
  const peer = await entered();
  const streams = ["a", "b", "c", "d"].map((id) => ({ id, ...begin() }));
  streams.forEach(({ id }) => peer.subscribe(id, MUCH, { after: beginning }));
  peer.socket.pause();
  await advance(0.5);
  await until(async () => (await metric("live_overflows")) > overflows);
  peer.socket.resume();
  const reading = (async () => {
    for (;;) {
      const { id, type, payload } = await peer.get();
      is([type, payload.errors], ["next", undefined]);
      const { kind, event } = payload.data.events;
      is(kind === "GAP", false);
      if (kind === "EVENT") streams.find((stream) => stream.id === id).ids.push(event.id);
    }
  })();
  await Promise.race([reading, Promise.all(streams.map(({ ids }) => exact(ids, beginning)))]);
  await peer.leave();
  return "goes back to the log: each event once, in order";
});

// --- What stands in the bytes of server-sent events ---
await check("server-sent events, byte by byte", async () => {
  const control = new AbortController();
  const accept = { ...headers, accept: "text/event-stream" };
  const { ids } = await logged(beginning);
  // Last-Event-ID counts, not `after`.
  const given = { ...accept, "last-event-id": beginning };
  const body = JSON.stringify({ query: EVENTS, variables: { after: (await logged()).end } });
  const answer = await fetch(at.url, { method: "POST", headers: given, body, signal: control.signal });
  is([answer.status, answer.headers.get("content-type")], [200, "text/event-stream; charset=utf-8"]);
  is([answer.headers.get("cache-control"), answer.headers.get("x-accel-buffering")], ["no-store", "no"]);
  let text = "";
  const count = () => text.split("event: next\n").length - 1;
  for await (const chunk of answer.body) {
    text += Buffer.from(chunk).toString();
    if (count() >= ids.length && text.endsWith("\n\n")) break;
  }
  control.abort();
  is([text.includes("\r"), text.startsWith(":\n\n")], [false, true]);
  const seen = [];
  for (const event of text.split("\n\n").slice(1, -1)) {
    const fields = event.split("\n").map((each) => each.split(": ")[0]);
    is(fields, ["id", "event", "data"]);
    const [id, , data] = event.split("\n").map((each) => each.slice(each.indexOf(": ") + 2));
    const told = JSON.parse(data).data.events;
    is(told.cursor, id);
    if (told.kind === "EVENT") seen.push(told.event.id);
  }
  same(seen.slice(0, ids.length), ids);
  return "lines end with LF; each event has id, the cursor; Last-Event-ID counts before after";
});
await check("server-sent events: a Last-Event-ID that is no cursor", async () => {
  const given = { ...headers, accept: "text/event-stream", "last-event-id": "tomorrow" };
  const answer = await fetch(at.url, { method: "POST", headers: given, body: JSON.stringify({ query: EVENTS }) });
  const { errors } = await answer.json();
  return `status ${answer.status}, ${errors[0].extensions.code}`;
});

async function heartbeats() {
  const peer = await entered();
  peer.subscribe("s", NOBODY);
  const control = new AbortController();
  const given = { ...headers, accept: "text/event-stream" };
  const body = JSON.stringify({ query: NOBODY });
  const answer = await fetch(at.url, { method: "POST", headers: given, body, signal: control.signal });
  const reader = answer.body.getReader();
  return { peer, control, reader };
}
await check("a heartbeat over a WebSocket to which nothing happens", async () => {
  for (let came = 0; came < 2; came += 1) {
    const { kind, cursor } = (await silence.peer.get()).payload.data.orderChanged;
    is([kind, Boolean(cursor)], ["HEARTBEAT", true]);
  }
  await silence.peer.leave();
  return "HEARTBEAT, with a cursor";
});
await check("a heartbeat as a server-sent event", async () => {
  let text = "";
  while ((text.match(/"HEARTBEAT"/g) ?? []).length < 2) {
    text += Buffer.from((await silence.reader.read()).value).toString();
  }
  silence.control.abort();
  return "HEARTBEAT, with a cursor";
});

report();
