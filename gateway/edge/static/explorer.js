// Shows GraphiQL when its files arrive in time, and the plain page when they don't.
import { showPlain } from "./plain.js";

const PATIENCE_IN_MILLISECONDS = 8000;

const config = JSON.parse(document.getElementById("config").textContent);
const place = document.getElementById("explorer");

try {
  await inTime(Promise.all(config.files.map(load)));
  showGraphiql();
} catch (error) {
  console.warn(error);
  for (const late of document.querySelectorAll("[data-graphiql]")) late.remove();
  showPlain(place, config, ask);
}

function load({ url, integrity }) {
  const isStyle = url.endsWith(".css");
  const element = document.createElement(isStyle ? "link" : "script");
  element.dataset.graphiql = "";
  if (isStyle) element.rel = "stylesheet";
  else element.async = false; // run in the order of the list
  if (integrity) {
    element.integrity = integrity;
    element.crossOrigin = "anonymous";
  }
  element[isStyle ? "href" : "src"] = url;
  return new Promise((resolve, reject) => {
    element.addEventListener("load", resolve);
    element.addEventListener("error", () => reject(new Error(`${url} could not be loaded`)));
    document.head.append(element);
  });
}

function inTime(promise) {
  const late = new Promise((_, reject) => {
    setTimeout(() => reject(new Error("GraphiQL did not arrive in time")), PATIENCE_IN_MILLISECONDS);
  });
  return Promise.race([promise, late]);
}

async function ask(parameters, headers = {}) {
  const response = await fetch(config.endpoint, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      accept: "application/graphql-response+json, application/json;q=0.9",
      ...headers,
    },
    body: JSON.stringify(parameters),
  });
  return response.json();
}

function showGraphiql() {
  const { React, ReactDOM, GraphiQL } = window;
  const tabs = config.operations.map(tab);
  const properties = {
    fetcher: (parameters, options) => ask(parameters, options?.headers),
    defaultEditorToolsVisibility: "variables",
    defaultHeaders: config.operations.length ? undefined : '{\n  "authorization": "Bearer "\n}',
    defaultTabs: tabs,
    // What the first tab starts with must be said twice: GraphiQL takes only its query from the tabs.
    variables: tabs[0]?.variables,
    headers: tabs[0]?.headers,
    // Ready-made operations hold a token that is good for this run only: nothing of it is kept.
    storage: config.operations.length ? inMemory() : undefined,
    shouldPersistHeaders: false,
  };
  const name = React.createElement(GraphiQL.Logo, { key: "name" }, "OrderGraph");
  place.replaceChildren();
  ReactDOM.createRoot(place).render(React.createElement(GraphiQL, properties, name));
}

function tab({ name, persona, query, variables, headers }) {
  return {
    query: `# ${persona}: ${name}\n${query}`,
    variables: JSON.stringify(variables, null, 2),
    headers: JSON.stringify(headers, null, 2),
  };
}

function inMemory() {
  const kept = new Map();
  return {
    get length() {
      return kept.size;
    },
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => kept.set(key, value),
    removeItem: (key) => kept.delete(key),
    clear: () => kept.clear(),
  };
}
