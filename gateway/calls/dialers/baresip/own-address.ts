import { createSocket } from "node:dgram";
import { lookup } from "node:dns/promises";
import { once } from "node:events";

/** Any address beyond this machine's networks; nothing is sent to it. Source: RFC 5737, TEST-NET-3. */
const ELSEWHERE = "203.0.113.1";

/** IPv4 address of this machine from which `host` is reached; of the default route when its name says nothing, as one with SRV records alone does. */
export async function ownAddressTowards(host: string): Promise<string> {
  const far = await lookup(host, { family: 4 }).then(
    ({ address }) => address,
    () => ELSEWHERE,
  );
  return (await sourceAddress(far)) ?? (await sourceAddress(ELSEWHERE)) ?? "127.0.0.1";
}

async function sourceAddress(far: string): Promise<string | undefined> {
  const socket = createSocket("udp4");
  try {
    // Connecting a UDP socket asks the routing table and sends nothing.
    socket.connect(9, far);
    await once(socket, "connect");
    return socket.address().address;
  } catch {
    return undefined;
  } finally {
    socket.close();
  }
}
