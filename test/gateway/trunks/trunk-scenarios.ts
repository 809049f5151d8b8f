import { answer, HEADERS } from "../../support/sip/scenarios.js";

/** What sipp does as a trunk, as its XML. */

const CONTACT = "Contact: <sip:[local_ip]:[local_port];transport=[transport]>";

/** Wants a password of every call, as proxies do, takes it, and waits for our BYE. sipp checks no Proxy-Authorization: the test has to. */
export function wantsPasswordOfCalls(rtpPort: number): string {
  const sdp = [
    ...["v=0", "o=- 1 1 IN IP4 127.0.0.1", "s=-", "c=IN IP4 127.0.0.1", "t=0 0"],
    ...[`m=audio ${rtpPort} RTP/AVP 0 101`, "a=rtpmap:0 PCMU/8000", "a=rtpmap:101 telephone-event/8000"],
  ].join("\n");
  const digest = 'Digest realm="trunk.test", nonce="5f1e0b", algorithm=MD5, qop="auth"';
  return `<?xml version="1.0" encoding="ISO-8859-1" ?>
<scenario name="trunk">
<recv request="INVITE"/>
${answer("407 Proxy Authentication Required", `Proxy-Authenticate: ${digest}`)}
<recv request="ACK"/>
<recv request="INVITE"/>
<send retrans="500"><![CDATA[\nSIP/2.0 200 OK\n${[...HEADERS, CONTACT].join("\n")}\nContent-Type: application/sdp\nContent-Length: [len]\n\n${sdp}\n]]></send>
<recv request="ACK"/>
<recv request="BYE"/>
${answer("200 OK").replace(/;tag=\S+/, "")}
</scenario>
`;
}
