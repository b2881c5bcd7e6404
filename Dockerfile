# Unverified: no image has been built from this file yet, for want of a Docker engine. Its pip and npm
# commands were run one by one in an empty folder (see CONTRIBUTING.md).
#
#   docker build -t ordergraph .
#
# In the image: the locked runtime packages and the wheel of this project. Not in it: simulators, tests,
# benchmarks, optional extras (unless asked for below), pip, caches.

FROM node:20-slim AS graphiql
WORKDIR /graphiql
COPY requirements/graphiql/package.json ./
RUN npm install --no-package-lock --ignore-scripts --no-audit --no-fund --loglevel=error \
 && mkdir dist \
 && cp node_modules/graphiql/graphiql.min.js node_modules/graphiql/graphiql.min.css \
       node_modules/react/umd/react.production.min.js \
       node_modules/react-dom/umd/react-dom.production.min.js dist \
 && cp node_modules/graphiql/LICENSE dist/LICENSE.graphiql \
 && cp node_modules/react/LICENSE dist/LICENSE.react

FROM python:3.11-slim AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /source
# Carriers through the karrio SDK, 200 MB more: docker build --build-arg KARRIO=1
ARG KARRIO=
COPY requirements/ requirements/
RUN python -m venv --without-pip /app \
 && python -m pip --python /app/bin/python install \
      --require-hashes --only-binary :all: -r requirements/runtime.lock \
 && if [ -n "$KARRIO" ]; then python -m pip --python /app/bin/python install \
      --require-hashes --only-binary :all: -r requirements/karrio.lock; fi \
 && python -m venv /builder \
 && /builder/bin/python -m pip install --require-hashes --only-binary :all: -r requirements/build.lock
COPY pyproject.toml README.md LICENSE ./
COPY domain/ domain/
COPY adapters/ adapters/
COPY resolvers/ resolvers/
COPY gateway/ gateway/
COPY migrations/ migrations/
RUN /builder/bin/python -m pip wheel --no-deps --no-build-isolation --no-index --wheel-dir /wheel . \
 && python -m pip --python /app/bin/python install --no-deps --no-index /wheel/*.whl

FROM python:3.11-slim
RUN useradd --system --uid 10001 --home-dir /data --create-home ordergraph
COPY --from=build /app /app
COPY --from=graphiql /graphiql/dist /app/graphiql
ENV PATH=/app/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    ORDERGRAPH_HOST=0.0.0.0 \
    ORDERGRAPH_PORT=8000 \
    ORDERGRAPH_GRAPHIQL_ASSETS=/app/graphiql
USER ordergraph
WORKDIR /data
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s --retries=3 \
  CMD ["python", "-c", "import os, urllib.request; urllib.request.urlopen(f'http://127.0.0.1:{os.environ[\"ORDERGRAPH_PORT\"]}/health', timeout=2)"]
ENTRYPOINT ["ordergraph"]
CMD ["serve"]
