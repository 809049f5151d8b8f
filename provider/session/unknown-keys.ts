import { KEYS_AT, PSTN_KEYS, SIP_KEYS } from "./keys.js";
import { nearest } from "./nearest.js";

/** Keys that Symbl's own documents and SDKs use for what has another place here. */
const ELSEWHERE: ReadonlyMap<string, string> = new Map([
  ["phone", "endpoint.phoneNumber"],
  ["number", "endpoint.phoneNumber"],
  ["meetingName", "data.session.name"],
  ["timeZone", "timezone"],
  ["location", "timezone"],
  ["webhookUrl", "endpointWebhookUrl"],
  ["to", "actions[].parameters.emails"],
]);

/** What to write instead of a key that nobody knows, `key` standing in the object at `place`. */
export function unknownKeyReason(place: string, key: string, endpointType: unknown): string {
  const siblings = siblingsAt(place, endpointType);
  const other = otherEndpointType(place, key, endpointType);
  if (other !== undefined) return other;
  const near = nearest(key, siblings);
  if (near !== undefined) return `is no known key: did you mean ${near}?`;
  const wrongKind = nearOther(place, key, endpointType);
  if (wrongKind !== undefined) return wrongKind;
  const elsewhere = homeOf(place, key) ?? ELSEWHERE.get(key);
  if (elsewhere !== undefined) return `is no known key here: did you mean ${elsewhere}?`;
  const close = key.length >= 3 ? siblings.find((sibling) => contains(sibling, key)) : undefined;
  if (close !== undefined) return `is no known key: did you mean ${close}?`;
  return `is no known key: leave it out, or write one of ${siblings.join(", ")}`;
}

function siblingsAt(place: string, endpointType: unknown): readonly string[] {
  if (place === "endpoint" && endpointType === "pstn") return PSTN_KEYS;
  if (place === "endpoint" && endpointType === "sip") return SIP_KEYS;
  return KEYS_AT.get(place) ?? [];
}

/** `uri` in an endpoint of type "pstn". */
function otherEndpointType(place: string, key: string, endpointType: unknown): string | undefined {
  if (place !== "endpoint") return undefined;
  if (endpointType === "pstn" && SIP_KEYS.includes(key))
    return key === "uri"
      ? 'belongs to endpoints of type "sip": write phoneNumber, or type: "sip"'
      : 'belongs to endpoints of type "sip": leave it out';
  if (endpointType === "sip" && PSTN_KEYS.includes(key))
    return 'belongs to endpoints of type "pstn": write uri, or type: "pstn"';
  return undefined;
}

/** `phonenumber` in an endpoint of type "sip". */
function nearOther(place: string, key: string, endpointType: unknown): string | undefined {
  const near = nearest(key, KEYS_AT.get(place) ?? []);
  return near === undefined ? undefined : otherEndpointType(place, near, endpointType);
}

/** Where a key belongs that is right but stands in the wrong object; further down from there, rather than anywhere else. */
function homeOf(here: string, key: string): string | undefined {
  const homes = [...KEYS_AT].filter(([, keys]) => keys.includes(key)).map(([place]) => place);
  const home = homes.find((place) => place.startsWith(`${here}.`)) ?? homes[0];
  if (home === undefined) return undefined;
  return home === "" ? `${key}, at the top` : `${home}.${key}`;
}

function contains(known: string, key: string): boolean {
  return known.toLowerCase().includes(key.toLowerCase());
}
