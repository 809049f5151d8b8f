import { writeFileSync } from "node:fs";
import { toMuLaw } from "./ear.js";
import { accepts } from "./scenarios.js";

/** The scenario of a far end that answers, and says what is in `samples` (8 kHz) once, by sipp's own RTP. `file` is for its sound. */
export function speaks(samples: Int16Array, file: string): string {
  writeFileSync(file, Buffer.from(Array.from(samples, toMuLaw)));
  const scenario = accepts({ rtpPort: 0 });
  const said = `<nop><action><exec rtp_stream="${file},1,0,PCMU/8000"/></action></nop>`;
  return scenario
    .replace("m=audio 0 RTP/AVP", "m=audio [rtpstream_audio_port] RTP/AVP")
    .replace(/(<recv request="ACK"[^>]*(?:\/>|>[\s\S]*?<\/recv>))/, `$1${said}`);
}
