# A container image of writ: built in one stage, and run as a user without rights in another that has nothing to build with.
#   docker build -t writ . && docker run --rm -v "$PWD:/work" writ validate requests.yaml
FROM swift:6.2-bookworm AS build
# hadolint ignore=DL3008
RUN apt-get update \
  && apt-get install -y --no-install-recommends libyaml-dev libsqlite3-dev pkg-config \
  && rm -rf /var/lib/apt/lists/*
WORKDIR /source
COPY . .
RUN scripts/static.sh && strip .build/static/release/writ

FROM debian:bookworm-slim
LABEL org.opencontainers.image.title="writ" \
  org.opencontainers.image.description="Bulk Okta access requests from YAML manifests, each exactly once" \
  org.opencontainers.image.licenses="Apache-2.0"
# Security updates of the two must not wait for a change here: no version is pinned.
# hadolint ignore=DL3008
RUN apt-get update \
  && apt-get install -y --no-install-recommends ca-certificates libpq5 \
  && rm -rf /var/lib/apt/lists/*
COPY --from=build /source/.build/static/release/writ /usr/local/bin/writ
USER 65532:65532
WORKDIR /work
ENTRYPOINT ["writ"]
