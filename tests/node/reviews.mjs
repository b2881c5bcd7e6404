// The subgraph beside ours. Prints its URL when it listens.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(`${process.cwd()}/`);
const { ApolloServer } = require("@apollo/server");
const { ApolloServerPluginInlineTraceDisabled: quiet } = require("@apollo/server/plugin/disabled");
const { startStandaloneServer } = require("@apollo/server/standalone");
const { buildSubgraphSchema } = require("@apollo/subgraph");
const { parse } = require("graphql");

const last = (name) => Number(name.at(-1)) || 0;
const review = (sku) => ({ stars: 1 + (last(sku) % 5), product: { sku, name: `Printed ${sku}` } });
const ticket = (number) => ({ id: `T-${number}`, order: { number }, refund: { amount: "5.00", currency: "EUR" } });

function mentioned(name) {
  if (name.startsWith("SO-")) return { __typename: "Order", number: name };
  if (name.startsWith("AX-")) return { __typename: "Product", sku: name };
  return { __typename: "Location", code: name };
}

const resolvers = {
  Query: {
    featured: (_, { skus }) => skus.map((sku) => ({ sku })),
    reviews: (_, { skus }) => skus.map(review),
    tickets: (_, { orders }) => orders.map(ticket),
    mentioned: (_, { names }) => names.map(mentioned),
  },
  Product: {
    __resolveReference: (given) => given,
    reviews: ({ sku }) => [review(sku)],
    label: ({ name, baseUnit }) => name && `${name}, by the ${baseUnit}`,
  },
  Order: {
    __resolveReference: (given) => given,
    tickets: ({ number }) => [ticket(number)],
    greeting: ({ channel, customer }) => customer && `Hello ${customer.code}, by ${channel}`,
  },
  Customer: {
    __resolveReference: (given) => given,
    tier: ({ code }) => (last(code) % 2 ? "silver" : "gold"),
  },
};

const typeDefs = parse(readFileSync(new URL("reviews.graphql", import.meta.url), "utf8"));
const schema = buildSubgraphSchema([{ typeDefs, resolvers }]);
const server = new ApolloServer({ schema, plugins: [quiet()] });
const { url } = await startStandaloneServer(server, { listen: { host: "127.0.0.1", port: 0 } });
console.log(JSON.stringify({ url }));
