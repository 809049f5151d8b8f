/** What the page knows: calls by connection, and what is being said on them. */

const ORDER = ["dialing", "ringing", "answered", "ended"];
const LINES_MAX = 500;
const ENDED_MAX = 500;

export class State {
  /** @type {Map<string, object>} */
  calls = new Map();
  /** What was said on each call since the page was opened, the last line perhaps unfinished. */
  lines = new Map();
  /** Milliseconds that the gateway's clock is ahead of this one. */
  ahead = 0;
  #listeners = new Set();

  /** @returns how to stop listening */
  listen(listener) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  now() {
    return Date.now() + this.ahead;
  }

  live() {
    return this.#sorted((call) => call.state !== "ended");
  }

  ended() {
    return this.#sorted((call) => call.state === "ended");
  }

  /** Takes what the stream tells. */
  take(event) {
    switch (event.type) {
      case "snapshot": {
        this.ahead = Date.parse(event.now) - Date.now();
        const fresh = new Map([...event.live, ...event.ended].map((call) => [call.connectionId, call]));
        for (const [id, call] of fresh) {
          const known = this.calls.get(id);
          if (known !== undefined && later(known, call)) fresh.set(id, known);
        }
        this.calls = fresh;
        for (const id of this.lines.keys()) if (!fresh.has(id)) this.lines.delete(id);
        break;
      }
      case "call": {
        const known = this.calls.get(event.call.connectionId);
        if (known !== undefined && later(known, event.call)) return;
        this.calls.set(event.call.connectionId, event.call);
        this.#forgetOldest();
        event.known = known;
        break;
      }
      case "dtmf": {
        const call = this.calls.get(event.connectionId);
        if (call === undefined || call.state === "ended") return;
        this.calls.set(event.connectionId, { ...call, dtmf: event.dtmf });
        break;
      }
      case "result":
        if (!this.#takeResult(event.connectionId, event.message)) return;
        break;
      default:
        return;
    }
    for (const listener of this.#listeners) listener(event);
  }

  #takeResult(connectionId, message) {
    const lines = this.lines.get(connectionId) ?? [];
    this.lines.set(connectionId, lines);
    if (message.type === "transcript_response") {
      const line = { text: String(message.payload?.content ?? ""), from: message.user?.name ?? "", final: false };
      if (lines.at(-1)?.final === false) lines.pop();
      // The finished words come as a message.
      if (!message.isFinal || line.text !== "") lines.push(line);
    } else if (message.type === "message_response") {
      if (lines.at(-1)?.final === false) lines.pop();
      for (const each of message.messages ?? []) {
        lines.push({
          text: String(each.payload?.content ?? ""),
          from: String(each.from?.name ?? ""),
          final: true,
          at: this.now(),
        });
      }
    } else {
      return false;
    }
    if (lines.length > LINES_MAX) lines.splice(0, lines.length - LINES_MAX);
    return true;
  }

  #forgetOldest() {
    for (const { connectionId } of this.ended().slice(ENDED_MAX)) {
      this.calls.delete(connectionId);
      this.lines.delete(connectionId);
    }
  }

  #sorted(wanted) {
    return [...this.calls.values()].filter(wanted).sort((a, b) => b.times.dialing.localeCompare(a.times.dialing));
  }
}

/** Whether `known` is further on than `told`, which was read before. */
function later(known, told) {
  const rank = (call) => ORDER.indexOf(call.state) * 2 + (call.times.dtmfSent === undefined ? 0 : 1);
  return rank(known) > rank(told);
}
