import * as pulumi from "@pulumi/pulumi";
import { meetings } from "../meetings";

interface Start {
  endpoint: { type: "pstn"; phoneNumber: string; dtmf: string };
  actions: { invokeOn: "start" | "stop"; name: string; parameters: { emails: string[] } }[];
  data: { session: { name: string } };
  timezone: string;
  languages: string[];
}

interface Call {
  connectionId: string;
  conversationId: string;
  eventUrl: string;
  resultWebSocketUrl: string;
}

/** One instance for all resources, as Pulumi's cache of serialised providers wants it: one a resource would be serialised each time. */
class SymblSessionProvider implements pulumi.dynamic.ResourceProvider<Start, Start & Call> {
  private baseUrl = "";
  private appId = "";
  private appSecret = "";
  private token: Promise<string> | undefined;

  async configure(request: pulumi.dynamic.ConfigureRequest): Promise<void> {
    this.baseUrl = process.env.SYMBL_BASE_URL ?? request.config.require("symbl:baseUrl");
    this.appId = process.env.SYMBL_APP_ID ?? request.config.require("symbl:appId");
    this.appSecret = process.env.SYMBL_APP_SECRET ?? request.config.require("symbl:appSecret");
  }

  async diff(_id: string, olds: Start & Call, news: Start): Promise<pulumi.dynamic.DiffResult> {
    const replaces: string[] = [];
    if (JSON.stringify(olds.endpoint) !== JSON.stringify(news.endpoint)) replaces.push("endpoint");
    if (JSON.stringify(olds.actions) !== JSON.stringify(news.actions)) replaces.push("actions");
    if (JSON.stringify(olds.data) !== JSON.stringify(news.data)) replaces.push("data");
    if (olds.timezone !== news.timezone) replaces.push("timezone");
    if (JSON.stringify(olds.languages) !== JSON.stringify(news.languages)) replaces.push("languages");
    return { changes: replaces.length > 0, replaces, deleteBeforeReplace: true };
  }

  async create(inputs: Start): Promise<pulumi.dynamic.CreateResult<Start & Call>> {
    const { endpoint, actions, data, timezone, languages } = inputs;
    const response = await fetch(`${this.baseUrl}/v1/endpoint:connect`, {
      method: "POST",
      headers: { "content-type": "application/json", "x-api-key": await this.accessToken() },
      body: JSON.stringify({ operation: "start", endpoint, actions, data, timezone, languages }),
    });
    if (!response.ok) throw new Error(`start answered ${response.status}: ${await response.text()}`);
    const call: Call = JSON.parse(await response.text());
    return { id: call.connectionId, outs: { ...inputs, ...call } };
  }

  async delete(_id: string, props: Start & Call): Promise<void> {
    const response = await fetch(`${this.baseUrl}/v1/endpoint:connect`, {
      method: "POST",
      headers: { "content-type": "application/json", "x-api-key": await this.accessToken() },
      body: JSON.stringify({ operation: "stop", connectionId: props.connectionId }),
    });
    if (!response.ok) throw new Error(`stop answered ${response.status}: ${await response.text()}`);
    await response.text();
  }

  private accessToken(): Promise<string> {
    this.token ??= this.mint();
    return this.token;
  }

  private async mint(): Promise<string> {
    const response = await fetch(`${this.baseUrl}/oauth2/token:generate`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ type: "application", appId: this.appId, appSecret: this.appSecret }),
    });
    if (!response.ok) throw new Error(`no token: ${response.status} ${await response.text()}`);
    const answer: { accessToken: string } = JSON.parse(await response.text());
    return answer.accessToken;
  }
}

const provider = new SymblSessionProvider();

class SymblSession extends pulumi.dynamic.Resource {
  declare readonly connectionId: pulumi.Output<string>;
  declare readonly conversationId: pulumi.Output<string>;
  declare readonly eventUrl: pulumi.Output<string>;
  declare readonly resultWebSocketUrl: pulumi.Output<string>;

  constructor(name: string, args: pulumi.Inputs, opts?: pulumi.CustomResourceOptions) {
    const outputs = {
      connectionId: undefined,
      conversationId: undefined,
      eventUrl: undefined,
      resultWebSocketUrl: undefined,
    };
    super(provider, name, { ...outputs, ...args }, opts, "bench", "Documented");
  }
}

const sessions = meetings.map(({ name, start }) => new SymblSession(name, start));

export const ids = sessions.map(({ id }) => id);
