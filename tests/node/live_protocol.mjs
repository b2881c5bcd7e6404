// graphql-transport-ws word by word, with a client that may misbehave: node live_protocol.mjs '{url, ws, token...}'
import { Peer, PROTOCOL, at, check, entered, is, report } from "./live_peer.mjs";

const QUERY = "{ __typename }";
const EVENTS = "subscription { events { kind cursor event { id } } }";
const payload = { query: QUERY };
const ask = (peer, id, query) => peer.subscribe(id, query);

async function answered(peer, id, data) {
  is(await peer.get(), { id, type: "next", payload: { data } });
  is(await peer.get(), { id, type: "complete" });
}

async function closing(open, misbehave) {
  const peer = await open();
  await peer.opened;
  misbehave(peer);
  return peer.closed;
}

// --- The handshake ---
await check("the subprotocol is chosen among those that are offered", async () => {
  const peer = new Peer({ protocols: ["graphql-ws", PROTOCOL] });
  await peer.opened;
  await peer.leave();
  return peer.socket.protocol;
});
await check("no subprotocol is offered", () => new Peer({ protocols: [] }).closed);
await check("only the older subprotocol is offered, and the client looks itself", () =>
  new Peer({ protocols: ["graphql-ws"] }).closed);

// --- connection_init ---
for (const [name, given] of [["no payload", undefined], ["the payload null", null], ["a payload", { a: 1 }]]) {
  await check(`connection_init with ${name}`, async () => {
    const peer = new Peer();
    const { type, ...more } = await peer.init(given);
    is(more, {});
    await peer.leave();
    return type;
  });
}
await check("the credential is in the payload of connection_init", async () => {
  const peer = new Peer({ token: "" });
  const { type } = await peer.init({ Authorization: `Bearer ${at.token}` });
  await peer.leave();
  return type;
});
await check("no connection_init comes", async () => new Peer().closed);
await check("no credential comes", () => closing(() => new Peer({ token: "" }), (peer) => peer.init()));
await check("the token is not good", () => closing(() => new Peer({ token: "a.b.c" }), (peer) => peer.init()));
await check("connection_init comes again", () => closing(entered, (peer) => peer.init()));
await check("connection_init comes again before it is answered", () =>
  closing(() => new Peer(), (peer) => (peer.init(), peer.init())));
await check("subscribe comes before connection_init", () => closing(() => new Peer(), (peer) => ask(peer, "1", QUERY)));
await check("subscribe comes before connection_ack", () =>
  closing(() => new Peer(), (peer) => (peer.init(), ask(peer, "1", QUERY))));

// --- Messages that there are not ---
const BAD = {
  "no JSON": "hello",
  "an empty text": "",
  "a list": [],
  null: "null",
  "a text": '"ping"',
  "JSON in a binary frame": Buffer.from('{"type":"ping"}'),
  "no type": {},
  "a type that is no text": { type: 1 },
  "a type of the older protocol": { id: "1", type: "start", payload },
  "a type that servers send": { id: "1", type: "next", payload: {} },
  "connection_init whose payload is a text": { type: "connection_init", payload: "a" },
  "ping whose payload is a number": { type: "ping", payload: 1 },
  "pong whose payload is a list": { type: "pong", payload: [] },
  "complete without an id": { type: "complete" },
  "complete whose id is empty": { id: "", type: "complete" },
  "subscribe without an id": { type: "subscribe", payload },
  "subscribe whose id is empty": { id: "", type: "subscribe", payload },
  "subscribe whose id is a number": { id: 1, type: "subscribe", payload },
  "subscribe without a payload": { id: "1", type: "subscribe" },
  "subscribe whose payload is null": { id: "1", type: "subscribe", payload: null },
  "subscribe whose payload is a text": { id: "1", type: "subscribe", payload: QUERY },
  "subscribe without a query": { id: "1", type: "subscribe", payload: {} },
  "subscribe whose query is a number": { id: "1", type: "subscribe", payload: { query: 1 } },
  "subscribe whose operationName is a number": { id: "1", type: "subscribe", payload: { ...payload, operationName: 1 } },
  "subscribe whose variables are a text": { id: "1", type: "subscribe", payload: { ...payload, variables: "a" } },
  "subscribe whose extensions are a list": { id: "1", type: "subscribe", payload: { ...payload, extensions: [] } },
};
for (const [name, message] of Object.entries(BAD)) {
  await check(`a message: ${name}`, () => closing(entered, (peer) => peer.send(message)));
}
await check("a message of 100,000 bytes", async () =>
  (await closing(entered, (peer) => ask(peer, "1", `${QUERY} #${"x".repeat(100_000)}`))).split(" ")[0]);
await check("a message in two frames", async () => {
  const peer = await entered();
  peer.socket.send('{"type":"pi', { fin: false });
  peer.socket.send('ng"}', { fin: true });
  const { type } = await peer.get();
  await peer.leave();
  return type;
});

// --- On one connection that stays ---
const peer = await entered();
await check("ping", async () => {
  peer.send({ type: "ping" });
  is(await peer.get(), { type: "pong" });
  peer.send({ type: "ping", payload: null });
  is(await peer.get(), { type: "pong" });
  peer.send({ type: "ping", payload: { a: [1] } });
  is(await peer.get(), { type: "pong", payload: { a: [1] } });
  return "pong, with the same payload";
});
await check("ping before connection_init", async () => {
  const early = new Peer();
  await early.opened;
  early.send({ type: "ping" });
  const { type } = await early.get();
  await early.leave();
  return type;
});
await check("pong that nobody asked for", async () => {
  peer.send({ type: "pong" });
  peer.send({ type: "pong", payload: { a: 1 } });
  is(await peer.before(), []);
  return "ignored";
});
await check("a query", async () => {
  ask(peer, "q", QUERY);
  await answered(peer, "q", { __typename: "Query" });
  return "next, complete";
});
await check("a mutation", async () => {
  ask(peer, "m", "mutation { __typename }");
  await answered(peer, "m", { __typename: "Mutation" });
  return "next, complete";
});
await check("operationName, variables and extensions that are null, or given", async () => {
  const query = "query A { a: __typename } query B($b: Boolean!) { b: __typename @include(if: $b) }";
  const more = { operationName: "B", variables: { b: true }, extensions: { any: 1 } };
  peer.send({ id: "n", type: "subscribe", payload: { query, ...more } });
  await answered(peer, "n", { b: "Query" });
  const nulls = { operationName: null, variables: null, extensions: null };
  peer.send({ id: "n", type: "subscribe", payload: { ...payload, ...nulls } });
  await answered(peer, "n", { __typename: "Query" });
  return "next, complete";
});
await check("several operations at once", async () => {
  const ids = ["a", "b", "c", "d"];
  ids.forEach((id) => ask(peer, id, QUERY));
  const came = [];
  while (came.length < 8) came.push(await peer.get());
  ids.forEach((id) => is(came.filter((each) => each.id === id).map(({ type }) => type), ["next", "complete"]));
  return "next, complete for each id";
});
for (const [name, query] of [["that cannot be parsed", "{"], ["that is not valid", "{ nothing }"]]) {
  await check(`an operation ${name}`, async () => {
    ask(peer, "e", query);
    const { id, type, payload: errors, ...more } = await peer.get();
    is([id, type, more, Array.isArray(errors)], ["e", "error", {}, true]);
    is(errors.map(({ message, locations }) => [typeof message, typeof locations[0].line]), [["string", "number"]]);
    is(await peer.before(), []);
    return `error with a list of GraphQL errors (${errors[0].extensions.code}), no complete`;
  });
}
await check("an error beside data", async () => {
  ask(peer, "h", '{ order(number: "SO-9999999") { number } exceptions { totalCount } }');
  const { id, type, payload: { data, errors } } = await peer.get();
  is([id, type, data.exceptions, errors.length > 0], ["h", "next", null, true]);
  is(await peer.get(), { id: "h", type: "complete" });
  return `next with data and errors (${errors[0].extensions.code}), complete`;
});
await check("complete of an id that there is not", async () => {
  peer.send({ id: "nobody", type: "complete" });
  peer.send({ id: "q", type: "complete" });
  is(await peer.before(), []);
  return "ignored";
});
await check("complete of a query that is not answered yet", async () => {
  peer.together(() => {
    ask(peer, "q", '{ order(number: "SO-9999999") { number } }');
    peer.send({ id: "q", type: "complete" });
  });
  ask(peer, "q", QUERY);
  await answered(peer, "q", { __typename: "Query" });
  is(await peer.before(), []);
  return "no answer, and its id is free";
});
await check("complete of a subscription", async () => {
  ask(peer, "s", EVENTS);
  is((await peer.get()).payload.data.events.kind, "HEARTBEAT");
  peer.send({ id: "s", type: "complete" });
  is(await peer.before(), []);
  ask(peer, "s", EVENTS);
  is((await peer.get()).payload.data.events.kind, "HEARTBEAT");
  peer.send({ id: "s", type: "complete" });
  return "nothing more, and its id is free";
});
await check("a credential in a ping", async () => {
  peer.send({ type: "ping", payload: { authorization: `Bearer ${at.token}` } });
  is(await peer.get(), { type: "pong", payload: { renewed: true } });
  peer.send({ type: "ping", payload: { authorization: `Bearer ${at.other}` } });
  const { renewed, reason } = (await peer.get()).payload;
  is([renewed, typeof reason], [false, "string"]);
  ask(peer, "q", QUERY);
  await answered(peer, "q", { __typename: "Query" });
  return "pong that says whether it is taken; the connection stays";
});
await check("a client that leaves", () => peer.leave());

// --- Ids that are taken ---
for (const [name, query] of [["a subscription", EVENTS], ["a query", QUERY]]) {
  await check(`${name} under the id of a subscription`, async () => {
    const again = await entered();
    ask(again, "s", EVENTS);
    await again.get();
    ask(again, "s", query);
    return again.closed;
  });
}
await check("a query under the id of one that is not answered yet", () =>
  closing(entered, (twice) => twice.together(() => (ask(twice, "q", QUERY), ask(twice, "q", QUERY)))));

report();
