// The snippet of docs/live.md at work: node live_page.mjs PAGE '{url, token, number, after}'. Prints what it is shown.
import { createRequire } from "node:module";

const require = createRequire(`${process.cwd()}/`);
const { WebSocket } = require("ws");
const { follow } = await import(process.argv[2]);
const { url, token, number, after } = JSON.parse(process.argv[3]);
const tell = async (told) => console.log(JSON.stringify(told));

// A socket that shows the answers to its pings, and a minute that is over at once.
globalThis.WebSocket = class extends WebSocket {
  constructor(...given) {
    super(...given);
    this.on("message", (data) => {
      const { type, payload } = JSON.parse(data);
      if (type === "pong") tell({ pong: payload });
    });
  }
};
globalThis.setInterval = (renew) => setImmediate(renew);

await follow({
  url,
  token: async () => token,
  numbers: [number],
  after,
  keep: tell,
  reread: (lost) => tell({ lost }),
});
