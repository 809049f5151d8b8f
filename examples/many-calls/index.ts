import * as pulumi from "@pulumi/pulumi";
import * as symbl from "pulumi-symbl-telephony";

interface Meeting {
  name: string;
  phoneNumber: string;
  meetingId: string;
  passcode?: string;
  timezone?: string;
  summaryTo?: string[];
}

const meetings = new pulumi.Config().requireObject<Meeting[]>("meetings");

// One resource a meeting, named after it: a meeting that leaves the list is hung up, the others are left alone.
const sessions = meetings.map(
  ({ name, phoneNumber, meetingId, passcode, timezone, summaryTo }) =>
    new symbl.TelephonySession(name, {
      endpoint: { type: "pstn", phoneNumber, dtmf: symbl.dtmf.zoom({ meetingId, passcode }) },
      actions: summaryTo === undefined ? [] : [symbl.sendSummaryEmail(summaryTo)],
      data: { session: { name } },
      timezone,
    }),
);

export const conversations = Object.fromEntries(
  meetings.map(({ name }, index) => [name, sessions[index]?.conversationId]),
);
