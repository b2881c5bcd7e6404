// Composes subgraphs into a supergraph: node compose.mjs OUT NAME=URL=FILE...
// The composer is Apollo's where it is installed, else the one that Hive brings. Prints what it says.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(`${process.cwd()}/`);
const { parse } = require("graphql");
const [out, ...given] = process.argv.slice(2);

const subgraphs = given.map((each) => {
  const [name, url, file] = each.split("=");
  return { name, url, typeDefs: parse(readFileSync(file, "utf8")) };
});

function composer() {
  try {
    return require("@apollo/composition");
  } catch {
    return require("@theguild/federation-composition");
  }
}

const { errors = [], hints = [], supergraphSdl } = composer().composeServices(subgraphs);
if (supergraphSdl) writeFileSync(out, supergraphSdl);
const told = {
  errors: errors.map(({ message }) => message),
  hints: hints.map(({ definition, message }) => `${definition.code}: ${message}`),
};
console.log(JSON.stringify(told));
