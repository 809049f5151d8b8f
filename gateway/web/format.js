/** How values are written for people. Pure. */

/** `3:07`, `1:02:45`. */
export function clock(milliseconds) {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const two = (number) => String(number).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

/** As a screen reader should say it: `3 min 7 s`. */
export function spokenDuration(milliseconds) {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const minutes = Math.floor(seconds / 60);
  return minutes > 0 ? `${minutes} min ${seconds % 60} s` : `${seconds} s`;
}

const timeFormat = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const dayFormat = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short" });

/** `14:03:21`, with the day when that is not today. */
export function when(iso, now = Date.now()) {
  const at = new Date(iso);
  const time = timeFormat.format(at);
  return at.toDateString() === new Date(now).toDateString() ? time : `${dayFormat.format(at)}, ${time}`;
}

/** Whom a call goes to: `+1 408 292 4837` or a SIP address. */
export function whom(endpoint) {
  if (endpoint.type === "sip") return String(endpoint.uri ?? "a SIP address").replace(/^sips?:/i, "");
  const number = String(endpoint.phoneNumber ?? "a number");
  const north = /^\+?1(\d{3})(\d{3})(\d{4})$/.exec(number);
  if (north) return `+1 ${north[1]} ${north[2]} ${north[3]}`;
  return /^\d/.test(number) ? `+${number}` : number;
}

/** The name of a meeting that has none is its conversation's id. */
export function title(call) {
  return call.name === call.conversationId || call.name.trim() === "" ? "Meeting without a name" : call.name;
}

export const STATE_WORDS = { dialing: "Dialling", ringing: "Ringing", answered: "Connected", ended: "Ended" };

/** How long the call took from the answer on, or has been going on; `undefined` when nobody answered. */
export function talkTime(call, now) {
  if (call.times.answered === undefined) return undefined;
  const end = call.times.ended === undefined ? now : Date.parse(call.times.ended);
  return end - Date.parse(call.times.answered);
}

/** Why a call has ended, in words that say whether all was well. */
export function ending(call) {
  const cause = call.cause ?? "";
  const calm = ["stopped", "stopped by operator", "remote hang-up", "gateway stopped", "reset"];
  return { text: cause === "" ? "ended" : cause, calm: calm.includes(cause) };
}

/** Two letters for a person. */
export function initials(name) {
  const words = name
    .replace(/@.*$/, "")
    .split(/[\s._-]+/)
    .filter((word) => word !== "");
  const letters =
    words.length > 1 ? [words[0], words.at(-1)].map((word) => [...word][0]) : [...(words[0] ?? "?")].slice(0, 2);
  return letters.join("").toUpperCase();
}

/** One of six hues for a person, the same each time. */
export function hue(name) {
  let sum = 0;
  for (const letter of name) sum = (sum * 31 + letter.codePointAt(0)) % 9973;
  return sum % 6;
}
