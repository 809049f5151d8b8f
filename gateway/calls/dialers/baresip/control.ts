import { createConnection, type Socket } from "node:net";
import { type ControlMessage, controlCommand, parseControlMessage } from "./control-message.js";
import { encodeNetstring, NetstringDecoder } from "./netstring.js";

/** How long baresip may take to answer a command. */
const ANSWER_MS = 5_000;

export interface ControlEvent {
  readonly type: string;
  readonly param: string;
}

export interface ControlResponse {
  readonly ok: boolean;
  readonly data: string;
}

interface Waiting {
  readonly resolve: (response: ControlResponse) => void;
  readonly reject: (error: Error) => void;
  readonly timer: NodeJS.Timeout;
}

/** The control connection to one baresip. */
export class Control {
  readonly #socket: Socket;
  readonly #decoder = new NetstringDecoder();
  readonly #waiting = new Map<string, Waiting>();
  #tokens = 0;
  #lost = false;
  /** Hears what happens to the call. */
  onEvent: (event: ControlEvent) => void = () => {};
  /** Hears once that no event comes any more. */
  onLost: () => void = () => {};

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on("data", (chunk) => this.#read(chunk));
    socket.on("error", () => this.#lose());
    socket.on("close", () => this.#lose());
  }

  /** Rejects when nobody listens there. */
  static connect(port: number): Promise<Control> {
    return new Promise((resolve, reject) => {
      const socket = createConnection({ host: "127.0.0.1", port, noDelay: true });
      socket.once("error", reject);
      socket.once("connect", () => {
        socket.off("error", reject);
        // A connection to a port of which no one listens can be one to itself.
        if (socket.localPort === port) socket.destroy(new Error("Nobody listens there."));
        resolve(new Control(socket));
      });
    });
  }

  /** Whether no command reaches baresip any more. */
  get isLost(): boolean {
    return this.#lost;
  }

  /** Rejects when no answer comes. `params` must hold no more than is meant: they are taken as a command line. */
  command(command: string, params?: string, answerMs = ANSWER_MS): Promise<ControlResponse> {
    return new Promise((resolve, reject) => {
      if (this.#lost) {
        reject(new Error("The control connection to baresip is gone."));
        return;
      }
      this.#tokens += 1;
      const token = String(this.#tokens);
      const timer = setTimeout(() => {
        this.#waiting.delete(token);
        reject(new Error(`baresip did not answer ${command}.`));
      }, answerMs);
      this.#waiting.set(token, { resolve, reject, timer });
      this.#socket.write(encodeNetstring(controlCommand(command, params, token)));
    });
  }

  close(): void {
    this.#socket.destroy();
  }

  #read(chunk: Buffer): void {
    let messages: readonly ControlMessage[];
    try {
      messages = this.#decoder.push(chunk).map(parseControlMessage);
    } catch {
      // Whatever it was may have been the end of the call.
      this.#socket.destroy();
      return;
    }
    for (const message of messages) {
      if (message.kind === "event") {
        // Whoever finds the SIP port may call it; that is no news of our call.
        if (!message.incoming) this.onEvent(message);
        continue;
      }
      const waiting = this.#waiting.get(message.token);
      if (waiting === undefined) continue;
      this.#waiting.delete(message.token);
      clearTimeout(waiting.timer);
      waiting.resolve(message);
    }
  }

  #lose(): void {
    if (this.#lost) return;
    this.#lost = true;
    for (const { reject, timer } of this.#waiting.values()) {
      clearTimeout(timer);
      reject(new Error("The control connection to baresip is gone."));
    }
    this.#waiting.clear();
    this.onLost();
  }
}
