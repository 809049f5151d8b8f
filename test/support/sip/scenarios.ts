/** What sipp does as the far end of a call, as its XML. */

/** Of every answer. */
export const HEADERS = [
  "[last_Via:]",
  "[last_From:]",
  "[last_To:];tag=[call_number]x[pid]",
  "[last_Call-ID:]",
  "[last_CSeq:]",
];

export function answer(status: string, ...more: readonly string[]): string {
  return `<send><![CDATA[\nSIP/2.0 ${status}\n${[...HEADERS, ...more].join("\n")}\nContent-Length: 0\n\n]]></send>`;
}

/** To a request whose `To` has its tag already. */
function answerWithin(status: string): string {
  return answer(status).replace(/;tag=\S+/, "");
}

const INVITE = '<recv request="INVITE" crlf="true"/>';
const ACK = '<recv request="ACK"/>';
const RINGING = answer("180 Ringing", "Contact: <sip:[local_ip]:[local_port];transport=[transport]>");
const BYE_COMES = `<recv request="BYE"/>${answerWithin("200 OK")}`;

export interface Accepting {
  /** Where the far end wants its RTP: the ear of the test. */
  readonly rtpPort: number;
  /** Default: true. */
  readonly telephoneEvent?: boolean;
  /** Default: what happens after the answer: our BYE comes. */
  readonly ending?: "our-bye" | "their-bye" | "no-answer-to-bye" | "transfer";
  /** Of a transfer. */
  readonly referTo?: string;
  /** Milliseconds until their BYE. Default: 200. */
  readonly byeAfter?: number;
  /** Asks for digest authentication first; whether it is right is for the test to see (`digest.ts`). */
  readonly authenticate?: 401 | 407;
  /** Default: PCMU. */
  readonly codec?: "pcmu" | "opus";
}

function accept({ rtpPort, telephoneEvent = true, codec = "pcmu" }: Accepting): string {
  const [payload, map] = codec === "opus" ? ["96", "opus/48000/2"] : ["0", "PCMU/8000"];
  const sdp = [
    "v=0",
    "o=- 1 1 IN IP4 127.0.0.1",
    "s=-",
    "c=IN IP4 127.0.0.1",
    "t=0 0",
    `m=audio ${rtpPort} RTP/AVP ${payload}${telephoneEvent ? " 101" : ""}`,
    `a=rtpmap:${payload} ${map}`,
    ...(telephoneEvent ? ["a=rtpmap:101 telephone-event/8000", "a=fmtp:101 0-15"] : []),
  ].join("\n");
  const contact = "Contact: <sip:[local_ip]:[local_port];transport=[transport]>";
  return `<send retrans="500"><![CDATA[\nSIP/2.0 200 OK\n${HEADERS.join("\n")}\n${contact}\nContent-Type: application/sdp\nContent-Length: [len]\n\n${sdp}\n]]></send>`;
}

function theirBye(after: number): string {
  return `<pause milliseconds="${after}"/><send retrans="500"><![CDATA[
BYE sip:[$contact] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
From:[$me]
To:[$them]
[last_Call-ID:]
CSeq: 1 BYE
Max-Forwards: 70
Content-Length: 0

]]></send><recv response="200"/>`;
}

/** Asks for a transfer, and then hangs up. */
function transfer(referTo: string): string {
  const refer = theirBye(100)
    .replace(/^BYE /m, "REFER ")
    .replace("1 BYE", `1 REFER\nContact: <sip:[local_ip]:[local_port]>\nRefer-To: <${referTo}>`)
    .replace('<recv response="200"/>', '<recv response="501"/>');
  return `${refer}${theirBye(300).replace("1 BYE", "2 BYE")}`;
}

/** Who is who, for requests of the far end's own. */
const ACK_REMEMBERED = `<recv request="ACK"><action>
<ereg regexp=".*" search_in="hdr" header="To:" assign_to="me"/>
<ereg regexp=".*" search_in="hdr" header="From:" assign_to="them"/>
</action></recv>`;
const INVITE_REMEMBERED = `<recv request="INVITE" crlf="true"><action>
<ereg regexp="sip:([^>]*)" search_in="hdr" header="Contact:" assign_to="all,contact"/>
</action></recv><Reference variables="all"/>`;

function challenge(status: 401 | 407): string {
  return status === 401
    ? answer(
        "401 Unauthorized",
        'WWW-Authenticate: Digest realm="trunk.test", nonce="5f1e0b", algorithm=MD5, qop="auth"',
      )
    : answer(
        "407 Proxy Authentication Required",
        'Proxy-Authenticate: Digest realm="trunk.test", nonce="5f1e0b", algorithm=MD5, qop="auth"',
      );
}

function scenario(...steps: readonly string[]): string {
  return `<?xml version="1.0" encoding="ISO-8859-1" ?>\n<scenario name="far end">\n${steps.join("\n")}\n</scenario>\n`;
}

/** Rings, and takes the call. */
export function accepts(options: Accepting): string {
  const { authenticate, ending = "our-bye", byeAfter = 200 } = options;
  const calls = ending === "their-bye" || ending === "transfer";
  const challenged =
    authenticate === undefined ? [calls ? INVITE_REMEMBERED : INVITE] : [INVITE, challenge(authenticate), ACK, INVITE];
  const steps = {
    "our-bye": [BYE_COMES],
    "their-bye": [theirBye(byeAfter)],
    "no-answer-to-bye": ['<recv request="BYE"/>', '<pause milliseconds="60000"/>'],
    transfer: [transfer(options.referTo ?? "")],
  }[ending];
  return scenario(...challenged, RINGING, accept(options), calls ? ACK_REMEMBERED : ACK, ...steps);
}

/** Refuses, such as with `486 Busy Here`. */
export function refuses(status: string, ...more: readonly string[]): string {
  return scenario(INVITE, answer(status, ...more), ACK);
}

/** Asks for credentials whatever comes: baresip tries once more, also when it has none. */
export function asksForCredentials(status: 401 | 407): string {
  return scenario(INVITE, challenge(status), ACK, INVITE, challenge(status), ACK);
}

/** Rings until the call is cancelled. */
export function ringsOn(): string {
  const terminated = `<send><![CDATA[
SIP/2.0 487 Request Terminated
[last_Via:]
[last_From:]
[last_To:];tag=[call_number]x[pid]
[last_Call-ID:]
CSeq: [last_cseq_number] INVITE
Content-Length: 0

]]></send>`;
  return scenario(INVITE, RINGING, '<recv request="CANCEL"/>', answer("200 OK"), terminated, ACK);
}
