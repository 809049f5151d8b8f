/** How much of the gateway one caller may take. */
export interface Limits {
  /** Bytes of a request's body; a start with every field takes some hundreds. Beyond: 413. */
  readonly bodyBytes: number;
  /** Bytes of a request's head. Beyond: 431. */
  readonly headerBytes: number;
  /** Characters of a request's path with its query. Beyond: 414. */
  readonly urlLength: number;
  /** Bytes of one WebSocket frame; beyond, the socket is closed with 1009. */
  readonly frameBytes: number;
  /** Milliseconds that a request's head may take to arrive. Beyond: 408. */
  readonly headersMs: number;
  /** Milliseconds that a whole request may take to arrive. Beyond: 408. */
  readonly requestMs: number;
  /** Open TCP connections; more are closed at once. */
  readonly sockets: number;
  /** Open WebSockets of one call. Beyond: 429. */
  readonly webSocketsOfConnection: number;
  /** Open WebSockets of one app. Beyond: 429. */
  readonly webSocketsOfApp: number;
  /** Wrong secrets that one address may send in a minute for one app. Beyond: 429. */
  readonly failuresOfPair: number;
  /** Wrong credentials that one address may send in a minute. Beyond: 429. */
  readonly failuresOfAddress: number;
  /** Wrong secrets that all addresses together may send in a minute for one app; beyond, only those who have had a token of it are heard. */
  readonly failuresOfApp: number;
}

export const DEFAULT_LIMITS: Limits = {
  bodyBytes: 262_144,
  headerBytes: 16_384,
  urlLength: 4_096,
  frameBytes: 65_536,
  headersMs: 10_000,
  requestMs: 30_000,
  sockets: 20_000,
  webSocketsOfConnection: 2_000,
  webSocketsOfApp: 10_000,
  failuresOfPair: 10,
  failuresOfAddress: 100,
  failuresOfApp: 300,
};
