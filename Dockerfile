# The server with git and nothing else. Agents' programs come in an image of your own: `FROM yardmaster`, then install them.
#
#   docker build --tag yardmaster .
#   mkdir -p "$HOME/.yardmaster"
#   docker run --user "$(id -u):$(id -g)" --volume "$PWD:/repository" --volume "$HOME/.yardmaster:/data" yardmaster
#
# The user is the repository's owner: git refuses a repository that belongs to somebody else, and so do we.
#
# The GitHub App: `docker run --volume yardmaster:/data --publish 127.0.0.1:3000:3000 yardmaster app`; docs/github-app.md says how it is set up.

FROM node:20-bookworm-slim AS build
WORKDIR /opt/yardmaster
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY tsconfig.json tsconfig.build.json bundle.js ./
COPY src ./src
RUN npm run build && chmod +x dist/bin/main.js && npm prune --omit=dev

FROM node:20-bookworm-slim
# tini reaps the processes that agents leave behind and passes signals on to the server.
RUN apt-get update \
  && apt-get install --yes --no-install-recommends ca-certificates git tini \
  && rm -rf /var/lib/apt/lists/* \
  && ln -s /opt/yardmaster/dist/bin/main.js /usr/local/bin/yardmaster \
  && install --directory --owner=node --group=node /data /repository

WORKDIR /opt/yardmaster
COPY package.json LICENSE README.md app.yml ./
COPY --from=build /opt/yardmaster/node_modules ./node_modules
COPY --from=build /opt/yardmaster/dist ./dist
COPY templates ./templates

ENV NODE_ENV=production \
  HOME=/data \
  HOST=0.0.0.0 \
  YARDMASTER_DATA_DIR=/data
VOLUME /data
WORKDIR /repository
USER node

# The App answers at its port; a server of one repository is asked by its own command.
HEALTHCHECK --interval=30s --timeout=10s --start-period=15s --retries=3 \
  CMD node -e "fetch('http://127.0.0.1:' + (process.env.PORT || 3000) + '/health').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))" \
  || yardmaster doctor --quiet
EXPOSE 3000
ENTRYPOINT ["tini", "--", "yardmaster"]
CMD ["start"]
