// Clients for the programs beside: one that says whatever it is told over a WebSocket, and what all of them need.
import { createRequire } from "node:module";
import { createServer, connect } from "node:net";

const require = createRequire(`${process.cwd()}/`);
export const { WebSocket } = require("ws");
export const at = JSON.parse(process.argv[2]);
export const PROTOCOL = "graphql-transport-ws";
export const headers = { authorization: `Bearer ${at.token}`, "content-type": "application/json" };

const PATIENCE = 30_000;
const told = [];

// One line of the report. What came of a case is an error, or whatever it gives, which is the same in each run.
export async function check(name, run) {
  try {
    told.push({ name, result: await within(run()), ok: true });
  } catch (error) {
    told.push({ name, result: String(error?.stack ?? JSON.stringify(error)), ok: false });
  }
}

export const report = () => process.stdout.write(JSON.stringify(told), () => process.exit());

export function within(promise) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error("nothing more came")), PATIENCE);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

// One connection, message by message.
export class Peer {
  constructor({ url = at.ws, protocols = [PROTOCOL], token = at.token, ...more } = {}) {
    const shown = token ? { authorization: `Bearer ${token}` } : {};
    this.socket = new WebSocket(url, protocols, { headers: shown, perMessageDeflate: false, ...more });
    this.came = [];
    this.waiting = [];
    this.socket.on("message", (data) => {
      const message = JSON.parse(data);
      const next = this.waiting.shift();
      if (next) next(message);
      else this.came.push(message);
    });
    this.socket.on("error", (error) => (this.error = error));
    this.opened = new Promise((resolve) => this.socket.once("open", resolve));
    this.closed = new Promise((resolve) => {
      this.socket.once("close", (code, reason) => resolve(this.error?.message ?? `${code} ${reason}`.trim()));
    });
  }

  send(message) {
    this.socket.send(typeof message === "object" && !Buffer.isBuffer(message) ? JSON.stringify(message) : message);
  }

  // So that the other side reads all of it at once.
  together(say) {
    this.socket._socket.cork();
    say();
    this.socket._socket.uncork();
  }

  get() {
    return this.came.length ? this.came.shift() : new Promise((resolve) => this.waiting.push(resolve));
  }

  async init(payload) {
    await this.opened;
    this.send({ type: "connection_init", ...(payload === undefined ? {} : { payload }) });
    return this.get();
  }

  subscribe(id, query, variables = {}) {
    this.send({ id, type: "subscribe", payload: { query, variables } });
  }

  // Everything that came before the answer to a ping.
  async before() {
    this.send({ type: "ping", payload: { barrier: true } });
    const seen = [];
    for (;;) {
      const message = await this.get();
      if (message.type === "pong") return seen;
      seen.push(message);
    }
  }

  leave() {
    this.socket.close(1000);
    return this.closed;
  }
}

export async function entered(options) {
  const peer = new Peer(options);
  const ack = await peer.init();
  if (ack.type !== "connection_ack") throw new Error(JSON.stringify(ack));
  return peer;
}

// A way to the server that can be cut.
export async function line() {
  const { hostname, port } = new URL(at.url);
  const open = new Set();
  const server = createServer((near) => {
    const far = connect(Number(port), hostname);
    for (const [from, to] of [[near, far], [far, near]]) {
      open.add(from);
      from.pipe(to);
      from.on("error", () => to.destroy()).on("close", () => to.destroy() && open.delete(from));
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const place = `127.0.0.1:${server.address().port}`;
  return {
    url: `http://${place}/graphql`,
    ws: `ws://${place}/graphql`,
    cut: () => open.forEach((socket) => socket.destroy()),
    close: () => server.close(),
  };
}

export async function ask(query, variables = {}) {
  const body = JSON.stringify({ query, variables });
  const answer = await (await fetch(at.url, { method: "POST", headers, body })).json();
  if (answer.errors) throw new Error(JSON.stringify(answer.errors));
  return answer.data;
}

export async function metric(name) {
  const lines = (await (await fetch(new URL("/metrics", at.url))).text()).split("\n");
  const found = lines.filter((each) => each.startsWith(`ordergraph_${name}`));
  return found.reduce((sum, each) => sum + Number(each.split(" ").at(-1)), 0);
}

export async function until(holds) {
  while (!(await holds())) await new Promise(setImmediate);
}

// Simulated time goes on, until its systems have told all of it.
export async function advance(hours) {
  const send = { method: "POST", headers: { "content-type": "application/json" } };
  await fetch(`${at.control}/_sim/clock/advance`, { ...send, body: JSON.stringify({ seconds: hours * 3600 }) });
  await until(async () => {
    const counts = Object.values(await (await fetch(`${at.control}/_sim/webhooks`)).json());
    return counts.every(({ delivered, failed, queued }) => delivered + failed === queued);
  });
}

const PAGE = `query ($after: String) { events(after: $after, first: 100) {
  edges { node { id } } pageInfo { endCursor hasNextPage } } }`;

// The ids of all events behind a cursor, as the pages of the log have them, and where they end.
export async function logged(after = null) {
  const ids = [];
  for (;;) {
    const { edges, pageInfo } = (await ask(PAGE, { after })).events;
    ids.push(...edges.map(({ node }) => node.id));
    after = pageInfo.endCursor;
    if (!pageInfo.hasNextPage) return { ids, end: after };
  }
}

// What came behind a cursor is what the log has behind it: so many events at least, each once, in order.
export async function exact(seen, after, least = 30) {
  for (;;) {
    const { ids } = await logged(after);
    await until(() => seen.length >= ids.length);
    if (ids.length >= least && seen.length === ids.length) return same(seen, ids);
  }
}

export function same(seen, wanted) {
  if (JSON.stringify(seen) === JSON.stringify(wanted)) return;
  const twice = seen.length - new Set(seen).size;
  const lost = wanted.filter((each) => !seen.includes(each)).length;
  throw new Error(`${seen.length} came of ${wanted.length}: ${lost} lost, ${twice} twice`);
}

export function is(given, wanted) {
  if (JSON.stringify(given) !== JSON.stringify(wanted)) {
    throw new Error(`${JSON.stringify(given)} is not ${JSON.stringify(wanted)}`);
  }
}
