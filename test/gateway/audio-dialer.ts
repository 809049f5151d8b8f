import { setTimeout as delay } from "node:timers/promises";
import type { Side } from "../../gateway/calls/dialer.js";
import type { TalkingDialer } from "./talking-dialer.js";

/** Sounds for the tests. */

/** A tone; its frequency tells it from others. */
export function tone(hertz: number, seconds: number, rate = 8_000, loud = 8_000): Int16Array {
  return Int16Array.from({ length: Math.round(seconds * rate) }, (_, index) =>
    Math.round(loud * Math.sin((2 * Math.PI * hertz * index) / rate)),
  );
}

/** Which of some frequencies is the strongest in a sound, by its correlation with each. */
export function strongest(samples: Int16Array, frequencies: readonly number[], rate = 8_000): number | undefined {
  const power = (hertz: number) => {
    let [real, imaginary] = [0, 0];
    samples.forEach((sample, index) => {
      const angle = (2 * Math.PI * hertz * index) / rate;
      real += sample * Math.cos(angle);
      imaginary += sample * Math.sin(angle);
    });
    return real * real + imaginary * imaginary;
  };
  return frequencies.map((hertz) => ({ hertz, power: power(hertz) })).sort((a, b) => b.power - a.power)[0]?.hertz;
}

/** Lets a call sound in blocks of 20 ms, at the pace of a telephone or as fast as can be. */
export async function play(
  dialer: TalkingDialer,
  side: Side,
  samples: Int16Array,
  { call = -1, rate = 8_000, paced = true }: { call?: number; rate?: number; paced?: boolean } = {},
): Promise<void> {
  const block = rate / 50;
  const began = Date.now();
  for (let from = 0; from < samples.length; from += block) {
    if (paced) {
      const wait = began + (1_000 * (from + block)) / rate - Date.now();
      if (wait > 0) await delay(wait);
    }
    const media = { side, sampleRate: rate, samples: samples.slice(from, from + block) };
    dialer.tell({ type: "media", media }, call);
  }
}
