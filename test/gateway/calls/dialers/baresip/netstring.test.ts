import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseControlMessage } from "../../../../../gateway/calls/dialers/baresip/control-message.js";
import { encodeNetstring, NetstringDecoder } from "../../../../../gateway/calls/dialers/baresip/netstring.js";

describe("netstrings", () => {
  test("what goes in comes out, however the stream is cut", () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: "grapheme" })),
        fc.infiniteStream(fc.integer({ min: 1, max: 7 })),
        (texts, cuts) => {
          const stream = Buffer.concat(texts.map(encodeNetstring));
          const decoder = new NetstringDecoder();
          const out: string[] = [];
          for (let at = 0; at < stream.length; ) {
            const length = cuts.next().value ?? 1;
            out.push(...decoder.push(stream.subarray(at, at + length)));
            at += length;
          }
          expect(out).toEqual(texts);
        },
      ),
    );
  });

  test.each(["x", "01:a,", "1:ab", ":,", "99999999", "9999999:", "-1:,"])("%s is none", (bytes) => {
    expect(() => new NetstringDecoder().push(Buffer.from(bytes))).toThrow();
  });

  test("whatever bytes come, it waits or throws, and never makes up a message", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        let out: readonly string[] = [];
        try {
          out = new NetstringDecoder().push(bytes);
        } catch {
          return;
        }
        const again = Buffer.concat(out.map((text) => Buffer.from(text)));
        expect(again.length).toBeLessThanOrEqual(Math.max(bytes.length * 3, 0));
      }),
    );
  });
});

describe("control messages", () => {
  test("are responses or events", () => {
    expect(parseControlMessage('{"response":true,"ok":false,"data":"no","token":"7"}')).toEqual({
      ...{ kind: "response", ok: false, data: "no", token: "7" },
    });
    expect(parseControlMessage('{"event":true,"class":"call","type":"CALL_CLOSED","param":"486 Busy Here"}')).toEqual({
      ...{ kind: "event", type: "CALL_CLOSED", param: "486 Busy Here" },
    });
    expect(parseControlMessage('{"event":true,"type":"EXIT"}')).toEqual({ kind: "event", type: "EXIT", param: "" });
  });

  test("control characters of a far end are blanks", () => {
    expect(parseControlMessage('{"event":true,"type":"CALL_CLOSED","param":"486 \u0007Bu\nsy"}')).toMatchObject({
      param: "486  Bu sy",
    });
  });

  test.each(["", "{}", "[]", '{"event":true}', "not JSON"])("%j is none", (text) => {
    expect(() => parseControlMessage(text)).toThrow();
  });
});
