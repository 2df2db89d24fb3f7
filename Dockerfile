# The image holds the static binary, the authorities' certificates and the
# licences.
#
#   make image    for this machine
#   make images   for linux/amd64 and linux/arm64

# A release names the base image by its digest.
ARG BASE=golang:1.26
FROM --platform=$BUILDPLATFORM $BASE AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN .ci/notices >THIRD_PARTY_NOTICES
ARG TARGETOS TARGETARCH VERSION=devel COMMIT= DATE=
RUN GOOS=$TARGETOS GOARCH=$TARGETARCH make build VERSION=$VERSION COMMIT=$COMMIT DATE=$DATE

FROM scratch
ARG VERSION=devel COMMIT= DATE=
LABEL org.opencontainers.image.title="flashseed" \
      org.opencontainers.image.description="Fills a Flashstrom backend with believable data, and keeps it filled" \
      org.opencontainers.image.source="https://github.com/flashseed/flashseed" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="$VERSION" \
      org.opencontainers.image.revision="$COMMIT" \
      org.opencontainers.image.created="$DATE"
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build /src/LICENSE /src/THIRD_PARTY_NOTICES /licenses/
COPY --from=build /src/bin/flashseed /flashseed
# In a container loopback is nobody's but its own.
ENV FLASHSEED_HOST=0.0.0.0
USER 65532:65532
EXPOSE 3001
ENTRYPOINT ["/flashseed"]
CMD ["ensure"]
