/** What the command line prints once the gateway listens: one line of JSON, or text for a person. Pure. */
export function readyLine(
  gateway: { readonly url: string; readonly appId?: string; readonly appSecret?: string },
  { json, storage, mails }: { readonly json: boolean; readonly storage: string; readonly mails: string },
): string {
  const { url, appId, appSecret } = gateway;
  const development = appId !== undefined && appSecret !== undefined;
  if (json) return JSON.stringify({ event: "ready", url, ...(development ? { appId, appSecret } : {}) });
  return [
    `The gateway listens on ${url}`,
    development
      ? `Development credentials, for this machine only: appId ${appId}, appSecret ${appSecret}`
      : "Its apps are those configured.",
    `Calls are simulated, and what is known of them ${storage}. E-mails are ${mails}. Ctrl-C stops the gateway.`,
    `Page: ${url}/   API: ${url}/reference   Requests: ${url}/_gateway/requests`,
  ].join("\n");
}
