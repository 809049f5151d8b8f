import { findEncoder } from "../../../gateway/recordings/encoder.js";
import { startGateway } from "../../../gateway/server.js";
import { openEmbedded } from "../../../gateway/store/sql/open-embedded.js";
import { play, tone } from "../audio-dialer.js";
import { TalkingDialer } from "../talking-dialer.js";

/** A gateway in a process of its own whose calls sound at once and for a minute, to be killed: `recording-process.ts DATA RECORDINGS`. */
async function main(data = "", folder = ""): Promise<void> {
  class Sounding extends TalkingDialer {
    override async dial(...args: Parameters<TalkingDialer["dial"]>) {
      const leg = await super.dial(...args);
      void play(this, "far", tone(440, 60));
      void play(this, "near", tone(1_000, 60));
      return leg;
    }
  }
  const gateway = await startGateway({
    dialer: new Sounding(),
    ...(data === "" ? {} : { openStorage: openEmbedded(data) }),
    recordings: { folder, encoder: findEncoder() },
  });
  process.stdout.write(`${JSON.stringify(gateway)}\n`);
}

void main(...process.argv.slice(2));
