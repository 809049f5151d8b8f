/** What every variant is given, so that the engine handles the same inputs and the same requests go out. */
export const meetings = Array.from({ length: Number(process.env.BENCH_SESSIONS) }, (_, index) => ({
  name: `meeting-${index}`,
  start: {
    endpoint: { type: "pstn" as const, phoneNumber: "14082924837", dtmf: `,,${939293 + index}#,,1234#` },
    actions: [
      { invokeOn: "stop" as const, name: "sendSummaryEmail" as const, parameters: { emails: ["ada@example.com"] } },
    ],
    data: { session: { name: `Meeting ${index}` } },
    timezone: "Asia/Tokyo",
    languages: ["en-US"],
  },
}));
