/** For a container's health check: exit 0 while the gateway there is ready to take calls. The port: SYMBL_GATEWAY_HEALTH_PORT, else 8787. */
const port = process.env.SYMBL_GATEWAY_HEALTH_PORT ?? "8787";

fetch(`http://127.0.0.1:${port}/_gateway/ready`, { signal: AbortSignal.timeout(4_000) }).then(
  ({ ok }) => process.exit(ok ? 0 : 1),
  () => process.exit(1),
);
