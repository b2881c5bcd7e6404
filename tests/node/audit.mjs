// The audit of graphql-http: node audit.mjs URL TOKEN. Prints every check with what came of it.
import { createRequire } from "node:module";

const require = createRequire(`${process.cwd()}/`);
const { auditServer } = require("graphql-http");
const [url, token] = process.argv.slice(2);

const authorized = (input, { headers, ...rest } = {}) =>
  fetch(input, { ...rest, headers: { ...headers, authorization: `Bearer ${token}` } });

const results = await auditServer({ url, fetchFn: authorized });
const told = results.map(({ id, name, status, reason }) => ({ id, name, status, reason }));
console.log(JSON.stringify(told));
