import { createHash } from "node:crypto";

/** Whether the INVITE in `messages` that answers a challenge knows the user's password. Source: RFC 2617, section 3.2.2. */
export function knowsPassword(messages: string, user: string, password: string): boolean {
  const [, header = ""] = /^(?:Proxy-)?Authorization: Digest (.*)$/m.exec(messages) ?? [];
  const fields = new Map(
    [...header.matchAll(/(\w+)=(?:"([^"]*)"|([^,\s]*))/g)].map(([, name, quoted, bare]) => [
      name,
      quoted ?? bare ?? "",
    ]),
  );
  const field = (name: string): string => fields.get(name) ?? "";
  const md5 = (text: string): string => createHash("md5").update(text).digest("hex");
  const secret = md5(`${user}:${field("realm")}:${password}`);
  const asked = md5(`INVITE:${field("uri")}`);
  const proof = md5([secret, field("nonce"), field("nc"), field("cnonce"), field("qop"), asked].join(":"));
  return header !== "" && field("username") === user && field("response") === proof;
}
