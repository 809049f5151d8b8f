/**
 * What a record-routing proxy changes in the messages between a baresip that speaks TCP to it and a far end that it speaks TLS with. Pure.
 * Source: RFC 3261, sections 16.6 and 16.12.
 */

/** More than any head that baresip or a far end has cause to send. */
const MAX_HEAD = 65_536;
const MAX_BODY = 1_048_576;
const END_OF_HEAD = "\r\n\r\n";

/** Splits a stream into messages and changes their heads; throws when it is no SIP. */
export class SipStream {
  readonly #change: (head: string) => string;
  #rest = "";

  constructor(change: (head: string) => string) {
    this.#change = change;
  }

  /** All that is whole now, with its head changed; bytes stay as they are. */
  push(chunk: Buffer): Buffer {
    this.#rest += chunk.toString("latin1");
    let out = "";
    for (;;) {
      // Keep-alives stand between messages.
      const [blank = ""] = /^[\r\n]*/.exec(this.#rest) ?? [];
      out += blank;
      this.#rest = this.#rest.slice(blank.length);
      const end = this.#rest.indexOf(END_OF_HEAD);
      if (end === -1 ? this.#rest.length > MAX_HEAD : end > MAX_HEAD)
        throw new Error("A SIP message has too long a head.");
      if (end === -1) return Buffer.from(out, "latin1");
      const head = this.#rest.slice(0, end + 2);
      const length = Number(/^(?:Content-Length|l)[ \t]*:[ \t]*(\d{1,9})[ \t]*\r$/im.exec(head)?.[1]);
      if (!(length <= MAX_BODY)) throw new Error("A SIP message on a stream must tell its length.");
      const whole = end + END_OF_HEAD.length + length;
      if (this.#rest.length < whole) return Buffer.from(out, "latin1");
      out += `${this.#change(head)}\r\n${this.#rest.slice(end + END_OF_HEAD.length, whole)}`;
      this.#rest = this.#rest.slice(whole);
    }
  }
}

/** From baresip to the far end: it is told of TLS, and nothing of this hop. */
export function outward(head: string, port: number): string {
  const ourRoute = new RegExp(
    `^(Route:[ \\t]*)<sip:127\\.0\\.0\\.1:${port}(?:;[^>]*)?>[ \\t]*(?:,[ \\t]*|(\\r\\n))`,
    "im",
  );
  const routed = head.replace(ourRoute, (_all, name: string, end: string | undefined) =>
    end === undefined ? name : "",
  );
  const isRequest = !routed.startsWith("SIP/2.0 ");
  const via = isRequest ? routed.replace(/^(Via:[ \t]*SIP\/2\.0\/)TCP/im, "$1TLS") : routed;
  return via.replace(/^Contact:.*$/im, (contact) => contact.replace(/;transport=tcp\b/i, ";transport=tls"));
}

/** From the far end to baresip: what makes a dialog has this hop in its route, so that all of the dialog comes this way. */
export function inward(head: string, port: number): string {
  const makesDialog =
    /^SIP\/2\.0 (?:1(?!00)\d\d|2\d\d) /.test(head) && /^CSeq:[ \t]*\d+[ \t]+INVITE[ \t]*\r$/im.test(head);
  return makesDialog ? `${head}Record-Route: <sip:127.0.0.1:${port};transport=tcp;lr>\r\n` : head;
}
