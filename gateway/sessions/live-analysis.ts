import type { SaidMessage } from "../conversation/transcript.js";
import type { Member } from "../wire/conversation.js";
import type { LiveSession } from "./transcripts.js";

/** What a call's messages give rise to while it goes on. */
export class LiveAnalysis {
  readonly #session: LiveSession;

  constructor(session: LiveSession) {
    this.#session = session;
  }

  resultsOf(_message: SaidMessage, _members: readonly Member[]): readonly object[] {
    return this.#session === undefined ? [] : [];
  }
}
