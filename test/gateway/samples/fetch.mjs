// The published fetch sample: a SIP endpoint, and the stop. usage: fetch.mjs BASE_URL TOKEN
const [baseUrl, authToken] = process.argv.slice(2);

const payload = {
  operation: "start",
  endpoint: {
    providerName: "Symbl",
    type: "sip",
    uri: "sip:124@domain.com",
    audioConfig: { sampleRate: 16000, encoding: "PCMU", sampleSize: 16 },
  },
  actions: [{ invokeOn: "stop", name: "sendSummaryEmail", parameters: { emails: ["user@example.com"] } }],
  data: { session: { name: "My Meeting" } },
};

const fetchData = (body) => ({
  method: "POST",
  headers: { "X-API-KEY": authToken, "Content-Type": "application/json" },
  body: JSON.stringify(body),
});

const started = await fetch(`${baseUrl}/v1/endpoint:connect`, fetchData(payload));
const connection = await started.json();
process.stdout.write(`${JSON.stringify(connection)}\n`);
const stopped = await fetch(
  `${baseUrl}/v1/endpoint:connect`,
  fetchData({ operation: "stop", connectionId: connection.connectionId }),
);
process.stdout.write(`${JSON.stringify(await stopped.json())}\n`);
