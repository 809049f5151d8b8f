import * as pulumi from "@pulumi/pulumi";
import * as symbl from "pulumi-symbl-telephony";

interface Meeting {
  name: string;
  phoneNumber: string;
  meetingId: string;
  timezone?: string;
  summaryTo?: string[];
}

const config = new pulumi.Config();
const meetings = config.requireObject<Meeting[]>("meetings");
// By the meeting's name, and apart from the rest, since these are secrets.
const passcodes = config.getSecretObject<Record<string, string>>("passcodes");

// One resource a meeting, named after it: a meeting that leaves the list is hung up, the others are left alone.
const sessions = meetings.map(
  ({ name, phoneNumber, meetingId, timezone, summaryTo }) =>
    new symbl.TelephonySession(name, {
      endpoint: {
        type: "pstn",
        phoneNumber,
        dtmf: symbl.dtmf.zoom({ meetingId, passcode: passcodes?.apply((all) => all[name]) }),
      },
      actions: summaryTo === undefined ? [] : [symbl.sendSummaryEmail(summaryTo)],
      data: { session: { name } },
      timezone,
    }),
);

export const conversations = Object.fromEntries(
  meetings.map(({ name }, index) => [name, sessions[index]?.conversationId]),
);
