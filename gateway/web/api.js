/** Asks the gateway. The admin token, where one is wanted, is kept in this tab and sent as a header: no other site can have it sent. */

const KEY = "admin-token";
let askForToken;

/** @param {(wrong: boolean) => Promise<void>} ask shows the dialog; resolves when there is a token to try */
export function onTokenWanted(ask) {
  askForToken = ask;
}

export function keepToken(token) {
  sessionStorage.setItem(KEY, token);
}

function headers() {
  const token = sessionStorage.getItem(KEY);
  return token === null ? {} : { authorization: `Bearer ${token}` };
}

export class Refused extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/** Asks; where the admin token is wanted, a person is asked for it first. */
async function ask(path, options = {}) {
  for (;;) {
    const sent = headers();
    const response = await fetch(path, { ...options, headers: { ...sent, ...options.headers }, cache: "no-store" });
    if (response.status === 401) {
      await askForToken("authorization" in sent);
      continue;
    }
    if (response.ok) return response;
    const body = await response.json().catch(() => ({}));
    throw new Refused(response.status, body.message ?? `The gateway answered ${response.status}.`);
  }
}

export async function get(path) {
  return (await ask(path)).json();
}

/** @param {object} [body] sent as JSON */
export async function post(path, body) {
  const json =
    body === undefined ? {} : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
  return (await ask(path, { method: "POST", ...json })).json();
}

const SILENCE_MS = 25_000;
const PAUSES_MS = [300, 1_000, 2_000, 5_000, 10_000];

/**
 * Follows `/_gateway/stream`, and comes back whenever it breaks off: each time it begins with a fresh snapshot. By `fetch`, since an `EventSource`
 * sends no headers.
 * @param {{ onEvent: (event: { type: string }) => void, onState: (state: "live" | "lost", why?: string) => void }} listeners
 */
export async function follow({ onEvent, onState }) {
  for (let failures = 0; ; failures += 1) {
    try {
      await once(onEvent, () => {
        failures = 0;
        onState("live");
      });
    } catch (error) {
      onState("lost", error instanceof Refused ? error.message : "The gateway does not answer.");
    }
    onState("lost");
    const pause = PAUSES_MS[Math.min(failures, PAUSES_MS.length - 1)];
    await new Promise((resolve) => setTimeout(resolve, pause * (0.8 + 0.4 * Math.random())));
  }
}

async function once(onEvent, onOpen) {
  const gone = new AbortController();
  let silence;
  const heard = () => {
    clearTimeout(silence);
    silence = setTimeout(() => gone.abort(), SILENCE_MS);
  };
  try {
    const response = await ask("/_gateway/stream", { signal: gone.signal });
    onOpen();
    heard();
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      heard();
      const blocks = (rest + value).split("\n\n");
      rest = blocks.pop();
      for (const block of blocks) {
        const data = block.split("\n").find((line) => line.startsWith("data: "));
        if (data !== undefined) onEvent(JSON.parse(data.slice(6)));
      }
    }
  } finally {
    clearTimeout(silence);
  }
}
