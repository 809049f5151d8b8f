import { type ChildProcess, spawn } from "node:child_process";
import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

/** A meeting behind a trunk that wants a password: sipp for the signalling, and an ear for the keys that arrive in RTP. */
export interface Meeting {
  /** `host:port` of the trunk. */
  readonly trunk: string;
  /** The first line of each request that has arrived. */
  requests(): readonly string[];
  /** Keys that have arrived. */
  keys(): string;
  /** Resolves when `condition` holds; rejects when it does not within 30 s. */
  until(condition: () => boolean, signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

const KEYS = "0123456789*#ABCD";
/** Whatever becomes of who started it, sipp does not stay for ever. */
const LONGEST_SECONDS = 600;
const PATIENCE_MS = 30_000;

export async function startMeeting(folder: string, user: string, password: string): Promise<Meeting> {
  const ear = createSocket("udp4").bind(0, "127.0.0.1");
  await once(ear, "listening");
  const keys = hearKeys(ear);
  const port = await freePort();
  const [scenario, messages] = [join(folder, "meeting.xml"), join(folder, "messages.txt")];
  writeFileSync(scenario, scenarioOf(ear.address().port, user, password), { mode: 0o600 });
  const args = ["-sf", scenario, "-i", "127.0.0.1", "-p", String(port), "-m", "1", "-nostdin"];
  const sipp = spawn("sipp", [...args, "-timeout", `${LONGEST_SECONDS}s`, "-trace_msg", "-message_file", messages], {
    cwd: folder,
    stdio: "ignore",
    // Ctrl-C is for who started it: the BYE has to be answered first.
    detached: true,
  });
  const exited = exitOf(sipp);
  const requests = () =>
    existsSync(messages) ? (readFileSync(messages, "latin1").match(/^(?:INVITE|BYE) sip:\S+/gm) ?? []) : [];
  const until = async (condition: () => boolean, signal: AbortSignal): Promise<void> => {
    const deadline = Date.now() + PATIENCE_MS;
    while (!condition()) {
      signal.throwIfAborted();
      if (Date.now() > deadline) throw new Error(`The meeting waited in vain; it heard the keys ${keys()}.`);
      await delay(20);
    }
  };
  return {
    trunk: `127.0.0.1:${port}`,
    requests,
    keys,
    until,
    close: async () => {
      ear.close();
      sipp.kill("SIGKILL");
      await exited;
    },
  };
}

/** Keys by RFC 4733: all packets of one have the timestamp of its beginning. */
function hearKeys(ear: Socket): () => string {
  let keys = "";
  let last: number | undefined;
  ear.on("message", (packet) => {
    if (packet.length < 16 || ((packet[1] ?? 0) & 0x7f) !== 101) return;
    const timestamp = packet.readUInt32BE(4);
    if (timestamp !== last) keys += KEYS[packet[12] ?? 255] ?? "?";
    last = timestamp;
  });
  return () => keys;
}

async function exitOf(child: ChildProcess): Promise<void> {
  await once(child, "exit").catch(() => undefined);
}

async function freePort(): Promise<number> {
  const socket = createSocket("udp4").bind(0, "127.0.0.1");
  await once(socket, "listening");
  const { port } = socket.address();
  socket.close();
  await once(socket, "close");
  return port;
}

const SAME = "[last_Via:]\n[last_From:]\n[last_To:];tag=meeting\n[last_Call-ID:]\n[last_CSeq:]";

/** Asks for the password, takes the call when it is right, and waits for its end. */
function scenarioOf(rtpPort: number, user: string, password: string): string {
  const challenge = `<send><![CDATA[
SIP/2.0 401 Unauthorized
${SAME}
WWW-Authenticate: Digest realm="trunk.example.com", nonce="5f1e0b", algorithm=MD5, qop="auth"
Content-Length: 0

]]></send><recv request="ACK"/>`;
  return `<?xml version="1.0" encoding="ISO-8859-1" ?>
<scenario name="meeting">
<recv request="INVITE"/>
${challenge}
<recv request="INVITE"><action><verifyauth assign_to="right" username="${user}" password="${password}"/></action></recv>
<nop hide="true" test="right" next="take"/>
${challenge}
<nop next="end"/>
<label id="take"/>
<send retrans="500"><![CDATA[
SIP/2.0 200 OK
${SAME}
Contact: <sip:[local_ip]:[local_port]>
Content-Type: application/sdp
Content-Length: [len]

v=0
o=- 1 1 IN IP4 127.0.0.1
s=-
c=IN IP4 127.0.0.1
t=0 0
m=audio ${rtpPort} RTP/AVP 0 101
a=rtpmap:0 PCMU/8000
a=rtpmap:101 telephone-event/8000
]]></send>
<recv request="ACK"/>
<recv request="BYE"/>
<send><![CDATA[
SIP/2.0 200 OK
[last_Via:]
[last_From:]
[last_To:]
[last_Call-ID:]
[last_CSeq:]
Content-Length: 0

]]></send>
<label id="end"/>
</scenario>
`;
}
