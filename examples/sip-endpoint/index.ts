import * as pulumi from "@pulumi/pulumi";
import * as symbl from "pulumi-symbl-telephony";

const config = new pulumi.Config();

const boardMeeting = new symbl.TelephonySession("board-meeting", {
  endpoint: {
    type: "sip",
    uri: config.get("uri") ?? "sip:board@meetings.example.com;transport=tcp",
    audioConfig: { encoding: "PCMU", sampleRate: 8000, sampleSize: 16 },
    idleTimeout: 600,
  },
  data: { session: { name: "Board meeting" } },
  timezone: "Europe/London",
  timeouts: { start: "30s", stop: "1m" },
});

export const { connectionId, conversationId, eventUrl, resultWebSocketUrl } = boardMeeting;
