import { createSocket } from "node:dgram";
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";

/** The far end's RTP: hears what really arrives, and can make a sound. */
export interface Ear {
  readonly port: number;
  /** Keys by RFC 4733, of each call that has pressed some. */
  digits(): readonly string[];
  /** Keys with the milliseconds between the beginnings of their tones, of the first call. */
  presses(): readonly { readonly key: string; readonly at: number }[];
  /** Root mean square of the PCMU samples that have arrived in the last `milliseconds`. */
  loudness(milliseconds: number): number;
  packets(): number;
  /** Resolves when `condition` holds. */
  until(condition: () => boolean): Promise<void>;
  /** A tone to the latest caller, in PCMU. Default: 440 Hz. */
  say(milliseconds: number, hertz?: number): Promise<void>;
  /** Sound at 8 kHz to the latest caller, in PCMU, as fast as it is spoken. */
  play(samples: Int16Array): Promise<void>;
  close(): void;
}

const KEYS = "0123456789*#ABCD";
const PACKET_MS = 20;
const SAMPLES = 160;
const open = new Set<Ear>();

/** Ends those that are left; after each test. */
export function closeEars(): void {
  for (const ear of open) ear.close();
}

export async function startEar(): Promise<Ear> {
  const socket = createSocket("udp4").bind(0, "127.0.0.1");
  await once(socket, "listening");
  const calls = new Map<number, { keys: string; presses: { key: string; at: number }[]; last: number | undefined }>();
  const heard: { at: number; squares: number; samples: number }[] = [];
  let caller: { readonly port: number; readonly address: string } | undefined;
  let packets = 0;
  let sent = 0;
  socket.on("message", (packet, from) => {
    if (packet.length < 13 || (packet[0] ?? 0) >> 6 !== 2) return;
    packets += 1;
    caller = from;
    const payloadType = (packet[1] ?? 0) & 0x7f;
    const timestamp = packet.readUInt32BE(4);
    const source = packet.readUInt32BE(8);
    const now = performance.now();
    if (payloadType === 101) {
      const call = calls.get(source) ?? { keys: "", presses: [], last: undefined };
      calls.set(source, call);
      // All packets of one key have the timestamp of its beginning.
      if (call.last === timestamp) return;
      call.last = timestamp;
      const key = KEYS[packet[12] ?? 255] ?? "?";
      call.keys += key;
      call.presses.push({ key, at: now });
    } else if (payloadType === 0) {
      let squares = 0;
      for (const byte of packet.subarray(12)) squares += fromMuLaw(byte) ** 2;
      heard.push({ at: now, squares, samples: packet.length - 12 });
    }
  });
  const ear: Ear = {
    port: socket.address().port,
    digits: () => [...calls.values()].map(({ keys }) => keys),
    presses: () => [...calls.values()][0]?.presses ?? [],
    loudness: (milliseconds) => {
      const since = performance.now() - milliseconds;
      const recent = heard.filter(({ at }) => at >= since);
      const samples = recent.reduce((sum, each) => sum + each.samples, 0);
      return samples === 0 ? 0 : Math.sqrt(recent.reduce((sum, { squares }) => sum + squares, 0) / samples);
    },
    packets: () => packets,
    until: async (condition) => {
      const deadline = Date.now() + 20_000;
      while (!condition()) {
        if (Date.now() > deadline) throw new Error(`It did not arrive: ${condition}; keys ${ear.digits().join(" ")}`);
        await delay(10);
      }
    },
    say: (milliseconds, hertz = 440) => ear.play(tone(milliseconds, hertz)),
    play: async (samples) => {
      const began = performance.now();
      for (let number = 0; number * SAMPLES < samples.length; number += 1) {
        const packet = packetOf(sent + number, samples.subarray(number * SAMPLES, (number + 1) * SAMPLES));
        if (caller !== undefined) socket.send(packet, caller.port, caller.address);
        await delay(Math.max(0, began + (number + 1) * PACKET_MS - performance.now()));
      }
      sent += Math.ceil(samples.length / SAMPLES);
    },
    close: () => {
      if (!open.delete(ear)) return;
      socket.close();
    },
  };
  open.add(ear);
  return ear;
}

function tone(milliseconds: number, hertz: number): Int16Array {
  return Int16Array.from({ length: milliseconds * 8 }, (_, index) =>
    Math.round(8_000 * Math.sin((2 * Math.PI * hertz * index) / 8_000)),
  );
}

function packetOf(number: number, samples: Int16Array): Buffer {
  const header = Buffer.alloc(12);
  header[0] = 0x80;
  header.writeUInt16BE(number & 0xffff, 2);
  header.writeUInt32BE(number * SAMPLES, 4);
  header.writeUInt32BE(0x5eed, 8);
  return Buffer.concat([header, Uint8Array.from(samples, toMuLaw)]);
}

/** Source: ITU-T G.711. */
export function fromMuLaw(byte: number): number {
  const value = ~byte & 0xff;
  const magnitude = (((value & 0x0f) << 3) + 0x84) << ((value & 0x70) >> 4);
  return value & 0x80 ? 0x84 - magnitude : magnitude - 0x84;
}

export function toMuLaw(sample: number): number {
  const sign = sample < 0 ? 0x80 : 0;
  const biased = Math.min(Math.abs(sample), 32_635) + 0x84;
  const exponent = Math.max(0, Math.floor(Math.log2(biased)) - 7);
  return ~(sign | (exponent << 4) | ((biased >> (exponent + 3)) & 0x0f)) & 0xff;
}
