import type { StartAnswer } from "../api/wire.js";

/** Where a call's URLs stand at its server, for one whose answer is not at hand. Source: Symbl Telephony API, "Response". */
export function callUrls(baseUrl: string, connectionId: string): Pick<StartAnswer, "eventUrl" | "resultWebSocketUrl"> {
  return {
    eventUrl: `${baseUrl}/v1/event/${connectionId}`,
    resultWebSocketUrl: `${baseUrl.replace(/^http/, "ws")}/events/${connectionId}`,
  };
}
