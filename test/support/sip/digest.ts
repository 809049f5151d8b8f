import { createHash } from "node:crypto";

/**
 * Whether the latest request of that method among SIP messages that answers a challenge comes from someone who knows the user's password. sipp does not check it.
 * By MD5 with `qop=auth`; source: RFC 2617, section 3.2.2.
 */
export function provesPassword(
  messages: string,
  method: string,
  { user, password }: { readonly user: string; readonly password: string },
): boolean {
  const request = messages
    .split(/^-{20,}.*$/m)
    .findLast((message) => new RegExp(`^${method} [\\s\\S]*^(?:Proxy-)?Authorization:`, "m").test(message));
  const header = /^(?:Proxy-)?Authorization: *Digest (.*)$/m.exec(request ?? "")?.[1] ?? "";
  const fields = new Map(
    [...header.matchAll(/(\w+)=(?:"([^"]*)"|([^,\s]*))/g)].map(([, name, quoted, bare]) => [
      name,
      quoted ?? bare ?? "",
    ]),
  );
  const field = (name: string): string => fields.get(name) ?? "";
  const md5 = (text: string): string => createHash("md5").update(text).digest("hex");
  const secret = md5(`${user}:${field("realm")}:${password}`);
  const asked = md5(`${method}:${field("uri")}`);
  const proof = md5([secret, field("nonce"), field("nc"), field("cnonce"), "auth", asked].join(":"));
  return field("username") === user && field("response") === proof;
}
