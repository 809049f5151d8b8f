import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { inward, outward, SipStream } from "../../../../../gateway/calls/dialers/baresip/sip-edge.js";

const lines = (...all: readonly string[]): string => all.map((line) => `${line}\r\n`).join("");
const message = (body: string): string =>
  `${lines("BYE sip:a@b SIP/2.0", "Via: SIP/2.0/TCP 127.0.0.1", `Content-Length: ${Buffer.byteLength(body, "latin1")}`)}\r\n${body}`;

describe("a stream of SIP messages", () => {
  test("comes out as it went in, but for the heads, however it is cut", () => {
    const bodies = fc.array(fc.stringMatching(/^[\r\n -~]{0,40}$/), { maxLength: 5 });
    fc.assert(
      fc.property(bodies, fc.infiniteStream(fc.integer({ min: 1, max: 30 })), (all, cuts) => {
        const bytes = Buffer.from(`\r\n\r\n${all.map(message).join("\r\n\r\n")}`, "latin1");
        const stream = new SipStream((head) => head.replace("TCP", "TLS"));
        const out: Buffer[] = [];
        for (let at = 0; at < bytes.length; ) {
          const length = cuts.next().value ?? 1;
          out.push(stream.push(bytes.subarray(at, at + length)));
          at += length;
        }
        const changed = all.map((body) => message(body).replace("TCP", "TLS"));
        expect(Buffer.concat(out).toString("latin1")).toBe(`\r\n\r\n${changed.join("\r\n\r\n")}`);
      }),
    );
  });

  test.each([
    ["no length", lines("BYE sip:a@b SIP/2.0", "Via: x", "")],
    ["an endless head", "x".repeat(70_000)],
    ["an endless body", lines("BYE sip:a@b SIP/2.0", "Content-Length: 99999999", "")],
  ])("with %s is none", (_name, bytes) => {
    expect(() => new SipStream((head) => head).push(Buffer.from(bytes))).toThrow();
  });
});

describe("what leaves the machine", () => {
  test("is of TLS, and knows nothing of the hop before", () => {
    const head = lines(
      "INVITE sip:a@trunk.test SIP/2.0",
      "Via: SIP/2.0/TCP 192.0.2.1:16000;branch=z9",
      "Contact: <sip:gw@192.0.2.1:16000;transport=tcp>",
      "Route: <sip:127.0.0.1:4000;transport=tcp;lr>",
      "Route: <sip:proxy.test;transport=tcp;lr>",
      "To: <sip:a@trunk.test;transport=tcp>",
    );
    expect(outward(head, 4_000)).toBe(
      lines(
        "INVITE sip:a@trunk.test SIP/2.0",
        "Via: SIP/2.0/TLS 192.0.2.1:16000;branch=z9",
        "Contact: <sip:gw@192.0.2.1:16000;transport=tls>",
        "Route: <sip:proxy.test;transport=tcp;lr>",
        "To: <sip:a@trunk.test;transport=tcp>",
      ),
    );
    expect(outward(lines("BYE sip:a SIP/2.0", "Route: <sip:127.0.0.1:4000;lr>, <sip:proxy.test;lr>"), 4_000)).toBe(
      lines("BYE sip:a SIP/2.0", "Route: <sip:proxy.test;lr>"),
    );
  });

  test("keeps the far end's own Via in the answers to it", () => {
    const head = lines("SIP/2.0 200 OK", "Via: SIP/2.0/TCP far.test;branch=1");
    expect(outward(head, 4_000)).toBe(head);
  });
});

describe("what comes to the machine", () => {
  test("routes the dialog by the hop where it makes one", () => {
    const answer = lines("SIP/2.0 200 OK", "CSeq: 7 INVITE", "Record-Route: <sip:proxy.test;lr>");
    expect(inward(answer, 4_000)).toBe(`${answer}Record-Route: <sip:127.0.0.1:4000;transport=tcp;lr>\r\n`);
    expect(inward(lines("SIP/2.0 183 Session Progress", "CSeq: 7 INVITE"), 4_000)).toMatch(/127\.0\.0\.1:4000/);
  });

  test.each([
    lines("SIP/2.0 100 Trying", "CSeq: 7 INVITE"),
    lines("SIP/2.0 486 Busy Here", "CSeq: 7 INVITE"),
    lines("SIP/2.0 200 OK", "CSeq: 8 BYE"),
    lines("BYE sip:gw@192.0.2.1 SIP/2.0", "CSeq: 1 BYE"),
  ])("and is left as it is elsewhere: %j", (head) => {
    expect(inward(head, 4_000)).toBe(head);
  });
});
