import { readFileSync } from "node:fs";
import * as symbl from "pulumi-symbl-telephony";

/** Name → arguments, as the test wrote them. */
const written: Readonly<Record<string, symbl.TelephonySessionArgs>> = JSON.parse(
  readFileSync(process.env.TEST_SESSIONS ?? "", "utf8"),
);

export const sessions = Object.fromEntries(
  Object.entries(written).map(([name, args]) => {
    const session = new symbl.TelephonySession(name, args);
    const { connectionId, conversationId, eventUrl, resultWebSocketUrl, status } = session;
    const { startedAt, endedAt, apiBaseUrl, accountFingerprint, providerVersion } = session;
    const outputs = { connectionId, conversationId, eventUrl, resultWebSocketUrl, status };
    return [name, { ...outputs, startedAt, endedAt, apiBaseUrl, accountFingerprint, providerVersion }];
  }),
);
