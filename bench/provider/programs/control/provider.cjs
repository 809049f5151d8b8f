"use strict";
// The least that places and ends calls: one token a process, one POST a session, no check, no diff, no retry, no deadline.

exports.provider = () => {
  const baseUrl = process.env.SYMBL_BASE_URL;
  let token;

  async function post(path, body, headers) {
    const response = await fetch(`${baseUrl}${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
    return response.json();
  }

  async function connect(body) {
    token ??= post("/oauth2/token:generate", {
      type: "application",
      appId: process.env.SYMBL_APP_ID,
      appSecret: process.env.SYMBL_APP_SECRET,
    });
    return post("/v1/endpoint:connect", body, { "x-api-key": (await token).accessToken });
  }

  return {
    async create({ __provider, ...start }) {
      const call = await connect({ operation: "start", ...start });
      return { id: call.connectionId, outs: { ...start, ...call } };
    },
    async delete(_id, { connectionId }) {
      await connect({ operation: "stop", connectionId });
    },
  };
};
