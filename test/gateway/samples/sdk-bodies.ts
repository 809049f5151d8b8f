/** Bodies as the published SDKs and samples send them, each with where it comes from. */

const email = { invokeOn: "stop", name: "sendSummaryEmail", parameters: { emails: ["ada@example.com"] } };

export const START_BODIES: Readonly<Record<string, object>> = {
  "symbl-node, startEndpoint to PSTN": {
    operation: "start",
    endpoint: { type: "pstn", phoneNumber: "+14082924837", dtmf: "939293#,#,1234#" },
    actions: [email],
    data: { session: { name: "My Meeting", location: { timeZone: { name: "US/Pacific" } } } },
    languages: [{ code: "en-US" }],
    intents: [{ intent: "answering_machine" }, { intent: "interested", silenceTimeout: 5 }],
  },
  "symbl-node, startEndpoint to SIP": {
    operation: "start",
    endpoint: {
      type: "sip",
      uri: "sip:8002@sip.example.com;transport=tcp",
      providerName: "AnyMeeting",
      audioConfig: { sampleRate: 8000, encoding: "OPUS", sampleSize: 16 },
      transportConfig: "transport=UDP;providerName=AnyMeeting;audioTransport=RTP",
      idleTimeout: -1,
    },
    actions: [],
    data: { session: {} },
    insightTypes: ["action_item", "question", "follow_up"],
  },
  "symbl-js, the least that it sends": { operation: "start", endpoint: { type: "pstn", phoneNumber: "14082924837" } },
  "the Telephony API's page, every field": {
    operation: "start",
    endpoint: { type: "pstn", phoneNumber: "14082924837", dtmf: ",,939293#,,1234#" },
    actions: [email, { ...email, invokeOn: "start" }],
    data: { session: { name: "My Meeting" } },
    timezone: "Asia/Tokyo",
    languages: ["en-US", "ja-JP"],
    endpointWebhookUrl: "https://hooks.example.com/calls",
    callbackUrl: "https://hooks.example.com/results",
  },
};

/** As the SDKs push them, by REST or as a frame. */
export const SPEAKER_EVENTS: readonly object[] = [
  ...["joined", "started_speaking", "stopped_speaking", "left"].map((type) => ({
    topic: "speaker",
    type,
    user: { userId: "john@example.com", name: "John", id: "23681108-355b-4fc3-9d94-ed47dd39fa56" },
    timestamp: "2030-01-31T09:00:00.000Z",
  })),
  { topic: "speaker", type: "stopped", timestamp: "2030-01-31T09:00:00.000+09:00" },
];
