import * as pulumi from "@pulumi/pulumi";
import * as symbl from "pulumi-symbl-telephony";

const config = new pulumi.Config();

const standup = new symbl.TelephonySession("standup", {
  endpoint: {
    type: "pstn",
    phoneNumber: config.get("phoneNumber") ?? "+1 (408) 292-4837",
    dtmf: symbl.dtmf.zoom({
      meetingId: config.get("meetingId") ?? "939293",
      passcode: config.getSecret("passcode") ?? "1234",
    }),
  },
  actions: [symbl.sendSummaryEmail(["ada@example.com"], { invokeOn: "stop" })],
  data: { session: { name: "Daily stand-up" } },
  timezone: "US/Pacific",
  languages: ["en-US"],
});

export const { connectionId, conversationId, eventUrl, resultWebSocketUrl, status, startedAt } = standup;
