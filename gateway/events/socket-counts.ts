/** How many WebSockets are open, of each connection and each app. */
export class SocketCounts {
  readonly #limits: { readonly ofConnection: number; readonly ofApp: number };
  readonly #open = new Map<string, number>();

  constructor(limits: { readonly ofConnection: number; readonly ofApp: number }) {
    this.#limits = limits;
  }

  /** Whether one more may be opened; counts it when so. Call the returned function once it has closed. */
  open(connectionId: string, appId: string): (() => void) | undefined {
    const places = [
      [`connection ${connectionId}`, this.#limits.ofConnection],
      [`app ${appId}`, this.#limits.ofApp],
    ] as const;
    if (places.some(([key, limit]) => (this.#open.get(key) ?? 0) >= limit)) return undefined;
    for (const [key] of places) this.#open.set(key, (this.#open.get(key) ?? 0) + 1);
    let closed = false;
    return () => {
      if (closed) return;
      closed = true;
      for (const [key] of places) {
        const left = (this.#open.get(key) ?? 1) - 1;
        if (left === 0) this.#open.delete(key);
        else this.#open.set(key, left);
      }
    };
  }
}
