import request from "undici/lib/api/api-request.js";
import Agent from "undici/lib/dispatcher/agent.js";
import EnvHttpProxyAgent from "undici/lib/dispatcher/env-http-proxy-agent.js";

/**
 * The parts of undici that one request needs. Its entry point loads five times as much (fetch, mocks, caches, WebSocket), and Pulumi's host waits for it
 * in each command.
 */
export { Agent, EnvHttpProxyAgent, request };
