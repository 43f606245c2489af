# Two images: `market` for site, worker and their commands, `search` for the search's server.
# compose.yaml builds both; docs/running.md has the line to type.

FROM getmeili/meilisearch:v1.21.0 AS search
RUN mkdir -p /meili_data && chown -R 1000:1000 /meili_data
USER 1000:1000

FROM python:3.11.13-slim-bookworm AS built
WORKDIR /srv
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
COPY requirements.lock ./
RUN python -m venv .venv && .venv/bin/pip install -q --require-hashes -r requirements.lock
COPY . .
RUN .venv/bin/pip install -q --no-deps --no-build-isolation -e .

FROM python:3.11.13-slim-bookworm AS market
RUN groupadd --gid 1000 market && useradd --uid 1000 --gid 1000 --no-create-home market \
    && install -d -o market -g market -m 0700 /data /keys /site-key /worker-key /search-key
COPY --from=built /srv /srv
WORKDIR /srv
ENV PATH=/srv/.venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 NUMBA_CACHE_DIR=/data/numba \
    DATA_DIR=/data LISTEN_ON=0.0.0.0 PORT=8000
USER market
EXPOSE 8000
CMD ["threehouses", "serve", "--no-worker"]
