// Hive's gateway: hive-gateway supergraph SUPERGRAPH --config-path hive.config.mjs
export const gatewayConfig = {
  // What the caller may see is decided by the subgraph: it needs the caller's token, and the trace.
  propagateHeaders: {
    fromClientToSubgraphs: ({ request }) => ({
      authorization: request.headers.get("authorization"),
      traceparent: request.headers.get("traceparent"),
      tracestate: request.headers.get("tracestate"),
    }),
  },
};
