import * as symbl from "pulumi-symbl-telephony";

const standup = new symbl.TelephonySession("standup", {
  endpoint: {
    type: "pstn",
    phoneNumber: "+1 (408) 292-4837",
    dtmf: symbl.dtmf.zoom({ meetingId: "939293", passcode: "1234" }),
  },
  data: { session: { name: "Daily stand-up" } },
});

export const { connectionId, conversationId, status } = standup;
