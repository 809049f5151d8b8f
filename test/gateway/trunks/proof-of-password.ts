import { createHash } from "node:crypto";

/** Whether the Proxy-Authorization of the latest such request among SIP messages comes from someone who knows the password. By MD5 with `qop=auth`; source: RFC 2617, section 3.2.2. */
export function provesPassword(messages: string, method: string, password: string): boolean {
  const request = messages
    .split(/^-{20,}.*$/m)
    .findLast((message) => new RegExp(`^${method} [\\s\\S]*^Proxy-Authorization:`, "m").test(message));
  const header = /^Proxy-Authorization: *Digest (.*)$/m.exec(request ?? "")?.[1] ?? "";
  const field = (name: string) => new RegExp(`(?:^|[ ,])${name}="?([^",\\s]*)`).exec(header)?.[1] ?? "";
  const md5 = (text: string) => createHash("md5").update(text).digest("hex");
  const secret = md5(`${field("username")}:${field("realm")}:${password}`);
  const what = md5(`${method}:${field("uri")}`);
  return field("response") === md5(`${secret}:${field("nonce")}:${field("nc")}:${field("cnonce")}:auth:${what}`);
}
