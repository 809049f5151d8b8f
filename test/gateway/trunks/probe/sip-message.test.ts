import { describe, expect, it } from "vitest";
import {
  answersRequest,
  cutMessages,
  optionsRequest,
  parseResponse,
} from "../../../../gateway/trunks/probe/sip-message.js";

const REQUEST = {
  hostPort: "trunk.example.com:5080",
  transport: "tls",
  local: "192.0.2.1:40000",
  from: { user: "a b@c", host: "example.com" },
  branch: "z9hG4bKabc",
  callId: "call",
  tag: "tag",
  sequence: 2,
  userAgent: "test",
} as const;
const OK =
  "SIP/2.0 200 OK\r\nv: SIP/2.0/TLS 192.0.2.1:40000;rport=1;branch=z9hG4bKabc;received=192.0.2.9\r\ni: call\r\nCSeq: 2 OPTIONS\r\nServer:\r\n  A\r\n  B\r\nl: 0\r\n\r\n";

describe("SIP messages", () => {
  it("ask with all that RFC 3261 wants of a request", () => {
    const lines = optionsRequest(REQUEST).split("\r\n");
    expect(lines[0]).toBe("OPTIONS sip:trunk.example.com:5080 SIP/2.0");
    expect(lines).toContain("Via: SIP/2.0/TLS 192.0.2.1:40000;branch=z9hG4bKabc;rport");
    expect(lines).toContain("From: <sip:a%20b%40c@example.com>;tag=tag");
    expect(lines).toContain("To: <sip:trunk.example.com:5080>");
    expect(lines).toContain("CSeq: 2 OPTIONS");
    expect(lines).toContain("Max-Forwards: 70");
    expect(lines.slice(-3)).toEqual(["Content-Length: 0", "", ""]);
  });

  it("are read with short names and folded lines, and known by branch, Call-ID and CSeq", () => {
    const response = parseResponse(OK);
    if (response === undefined) throw new Error("it was not read");
    expect([response.status, response.reason]).toEqual([200, "OK"]);
    expect(response.headers.get("server")).toEqual(["A B"]);
    expect(answersRequest(response, REQUEST)).toBe(true);
    expect(answersRequest(response, { ...REQUEST, branch: "z9hG4bKab" })).toBe(false);
    expect(answersRequest(response, { ...REQUEST, callId: "other" })).toBe(false);
    expect(answersRequest(response, { ...REQUEST, sequence: 1 })).toBe(false);
  });

  it.each(["", "HTTP/1.1 200 OK\r\n\r\n", "OPTIONS sip:a SIP/2.0\r\n\r\n", "SIP/2.0 2000 OK\r\n\r\n"])(
    "are none: %j",
    (text) => expect(parseResponse(text)).toBeUndefined(),
  );

  it("are cut out of a stream wherever it breaks", () => {
    const second = OK.replace("l: 0", "Content-Length: 5").concat("a\r\n\r\n");
    const whole = `\r\n\r\n${OK}${second}`;
    for (let at = 0; at <= whole.length; at += 1) {
      const first = cutMessages(whole.slice(0, at));
      const rest = cutMessages((first?.rest ?? "") + whole.slice(at));
      expect([...(first?.messages ?? []), ...(rest?.messages ?? [])]).toEqual([OK, second]);
      expect(rest?.rest).toBe("");
    }
  });

  it("are not waited for without end", () => {
    expect(cutMessages("x".repeat(70_000))).toBeUndefined();
    expect(cutMessages("SIP/2.0 200 OK\r\nContent-Length: 99999999\r\n\r\n")).toBeUndefined();
  });
});
