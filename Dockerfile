# The bot alone: MongoDB and Redis are services of their own (docker-compose.yml), so neither Java nor Redis is in here.
FROM node:24-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 DATA_DIR=/data
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --no-audit --no-fund
COPY tsconfig.json ./
COPY flows ./flows
COPY locales ./locales
COPY src ./src
RUN node src/build.mjs && install -d -o node -g node node_modules/.cache/cau-noi-learned
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=5 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:'+(process.env.PORT||8080)+'/readyz').then(r=>process.exit(r.ok?0:1),()=>process.exit(1))"]
# Without npm in between, so that the stop signal reaches the service and it can end its work.
CMD ["node", "--max-semi-space-size=8", "--heap-growing-percent=30", "--enable-source-maps", "node_modules/.cache/cau-noi/built/main.mjs"]
