import { createSocket } from "node:dgram";
import { once } from "node:events";

/** A far end that takes every call at once, and notes when each message arrived. */
export interface FarEnd {
  readonly port: number;
  /** `performance.now()` of the first INVITE and BYE of each Call-ID, in the order of their arrival. */
  readonly arrivals: { readonly method: string; readonly at: number }[];
  close(): void;
}

/** `rtpPort` is where it wants its sound. */
export async function startFarEnd(rtpPort: number): Promise<FarEnd> {
  const socket = createSocket({ type: "udp4", recvBufferSize: 4_194_304 }).bind(0, "127.0.0.1");
  await once(socket, "listening");
  const { port } = socket.address();
  const arrivals: { method: string; at: number }[] = [];
  const seen = new Set<string>();
  socket.on("message", (bytes, from) => {
    const at = performance.now();
    const message = bytes.toString("latin1");
    const [method = ""] = message.split(" ", 1);
    if (method !== "INVITE" && method !== "BYE") return;
    const callId = /^Call-ID: (.*)\r$/m.exec(message)?.[1] ?? "";
    if (!seen.has(`${method} ${callId}`)) arrivals.push({ method, at });
    seen.add(`${method} ${callId}`);
    const answer = (status: string, body = ""): void => {
      const headers = ["Via", "From", "Call-ID", "CSeq"].map((name) =>
        new RegExp(`^${name}: .*$`, "m").exec(message)?.[0].trim(),
      );
      const to = /^To: .*$/m.exec(message)?.[0].trim() ?? "";
      const lines = [
        `SIP/2.0 ${status}`,
        ...headers,
        /;tag=/.test(to) ? to : `${to};tag=far`,
        `Contact: <sip:127.0.0.1:${port}>`,
        ...(body === "" ? [] : ["Content-Type: application/sdp"]),
        `Content-Length: ${body.length}`,
      ];
      socket.send(`${lines.join("\r\n")}\r\n\r\n${body}`, from.port, from.address);
    };
    if (method === "BYE") {
      answer("200 OK");
      return;
    }
    answer("180 Ringing");
    answer("200 OK", offer(rtpPort));
  });
  return { port, arrivals, close: () => socket.close() };
}

function offer(rtpPort: number): string {
  return [
    ...["v=0", "o=- 1 1 IN IP4 127.0.0.1", "s=-", "c=IN IP4 127.0.0.1", "t=0 0", `m=audio ${rtpPort} RTP/AVP 0 101`],
    ...["a=rtpmap:0 PCMU/8000", "a=rtpmap:101 telephone-event/8000", "a=fmtp:101 0-15", ""],
  ].join("\r\n");
}
