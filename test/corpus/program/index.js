// The program whose states are kept in this folder. SESSIONS names those of its sessions that are wanted.
const symbl = require("pulumi-symbl-telephony");

const common = {
  actions: [symbl.sendSummaryEmail(["ada@example.com"])],
  data: { session: { name: "Corpus" } },
  timezone: "US/Pacific",
  languages: ["en-US"],
  triggers: [1, { of: "any kind" }],
  timeouts: { start: "5s", stop: 5000 },
  onEnded: "keep",
};
const pstn = (last) => ({ type: "pstn", phoneNumber: `+1 (408) 555-01${last}`, dtmf: symbl.dtmf.zoom({ meetingId: "939293", passcode: "471147" }) });
const sessions = {
  live: { endpoint: pstn("01"), ...common },
  sip: { endpoint: { type: "sip", uri: "sip:bot:hidden@example.com;transport=tcp" } },
  ended: { endpoint: pstn("04") },
  damaged: { endpoint: pstn("02") },
  unknown: { endpoint: pstn("03") },
};
for (const name of (process.env.SESSIONS ?? "").split(" ")) new symbl.TelephonySession(name, sessions[name]);
