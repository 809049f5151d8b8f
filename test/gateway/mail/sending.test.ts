import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Mail, MailTransport } from "../../../gateway/mail/mail.js";
import { Postman } from "../../../gateway/mail/postman.js";
import { folderTransport, smtpTransport } from "../../../gateway/mail/transports.js";
import { MemoryStore } from "../../../gateway/store/memory-store.js";
import { StoreUnavailable } from "../../../gateway/store/store-unavailable.js";
import { startTestGateway, type TestGateway, waitFor } from "../../support/gateway.js";
import { type Mailbox, startMailbox } from "../../support/mailbox.js";
import { isRecord, START, send, start, stop } from "../client.js";
import { newStart } from "../store/new-start.js";

const action = (invokeOn: "start" | "stop", ...emails: readonly string[]) => ({
  ...{ invokeOn, name: "sendSummaryEmail" },
  parameters: { emails },
});

describe("sendSummaryEmail", () => {
  let gateway: TestGateway | undefined;
  let mailbox: Mailbox;
  beforeEach(async () => {
    mailbox = await startMailbox();
  });
  afterEach(async () => {
    await gateway?.close();
    await mailbox.close();
  });

  const mails = async (on: TestGateway): Promise<readonly Record<string, unknown>[]> => {
    const { body } = await send(on, "GET", "/_gateway/mails");
    if (!isRecord(body) || !Array.isArray(body.mails)) throw new Error("no mails");
    return body.mails.filter(isRecord);
  };

  it("goes out by SMTP on start and on stop, each once however often the stop is repeated", async () => {
    gateway = await startTestGateway({ mailTransport: smtpTransport(mailbox.url, "gateway@example.com") });
    const token = await gateway.token();
    const body = {
      ...START,
      data: { session: { name: "Réunion" } },
      timezone: "Asia/Tokyo",
      actions: [action("start", "ada@example.com"), action("stop", "ada@example.com", "bob@example.com")],
    };
    const { connectionId, conversationId } = await start(gateway, { token, body });
    await waitFor(
      () => mailbox.received,
      ({ length }) => length === 1,
    );
    for (let repetition = 0; repetition < 3; repetition += 1) await stop(gateway, token, connectionId);
    await waitFor(
      () => mails(gateway as TestGateway),
      (all) => all.length === 2 && all.every(({ sentAt }) => sentAt !== null),
    );
    expect(mailbox.received.map(({ to }) => to)).toEqual([["ada@example.com"], ["ada@example.com", "bob@example.com"]]);
    const [, summary] = mailbox.received;
    expect(summary?.content).toMatch(/^From: gateway@example\.com\r$/m);
    expect(summary?.content).toContain(`Message-ID: <${connectionId}.stop.1@symbl-telephony-gateway>`);
    expect(summary?.content).toMatch(/^Subject: =\?UTF-8\?Q\?Summary_of_R=C3=A9union\?=\r$/m);
    expect(summary?.content).toContain("(Asia/Tokyo)");
    expect(summary?.content).toContain(`/summary/${conversationId}.0.`);
  });

  it("is tried again after a failure, and the stop is answered all the same", async () => {
    mailbox.refuses = true;
    const store = await storeWithTalk();
    const postman = new Postman({
      ...{ store, clock: Date.now, retryMs: 20, lookMs: 20 },
      transport: smtpTransport(mailbox.url, "gateway@example.com"),
      onTrouble: () => {},
    });
    await store.queueMail({ ...mailOf("a"), queuedAt: Date.now() }, Date.now());
    postman.start();
    try {
      const [failed] = await waitFor(
        () => store.mails(),
        ([mail]) => (mail?.attempts ?? 0) > 1,
      );
      expect(failed?.failure).toContain("come back later");
      mailbox.refuses = false;
      await waitFor(
        () => store.mails(),
        ([mail]) => mail?.sentAt !== undefined,
      );
      expect(mailbox.received).toHaveLength(1);
    } finally {
      await postman.stop();
    }
  });

  it("is written into a folder as .eml, readable by its owner alone", async () => {
    const folder = mkdtempSync(join(tmpdir(), "outbox-"));
    try {
      gateway = await startTestGateway({ mailTransport: folderTransport(join(folder, "mails"), "g@example.com") });
      const token = await gateway.token();
      const { connectionId } = await start(gateway, {
        token,
        body: { ...START, actions: [action("stop", "ada@example.com")] },
      });
      expect((await stop(gateway, token, connectionId)).status).toBe(200);
      const name = `${connectionId}.stop.0.eml`;
      await waitFor(
        () => mails(gateway as TestGateway),
        ([mail]) => mail?.sentAt !== null,
      );
      expect(readdirSync(join(folder, "mails"))).toEqual([name]);
      expect(readFileSync(join(folder, "mails", name), "utf8")).toMatch(/^To: ada@example\.com\r$/m);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it("is only kept in the outbox when no way out is set", async () => {
    gateway = await startTestGateway();
    const token = await gateway.token();
    const body = { ...START, actions: [action("stop", "ada@example.com")] };
    const { connectionId } = await start(gateway, { token, body });
    await stop(gateway, token, connectionId);
    expect(await mails(gateway)).toEqual([
      expect.objectContaining({ mailId: `${connectionId}.stop.0`, to: ["ada@example.com"], dueAt: null, sentAt: null }),
    ]);
  });
});

describe("the postman", () => {
  /** A transport that notes what it was given. */
  const noting = (sent: string[], fail = false): MailTransport => ({
    send: async ({ mailId }) => {
      sent.push(mailId);
      if (fail) throw new Error("refused");
    },
    close: () => {},
  });

  it("sends a mail once, also with two of them on one outbox", async () => {
    const store = await storeWithTalk();
    const sent: string[] = [];
    const ids = Array.from({ length: 20 }, (_, number) => `mail-${number}`);
    for (const id of ids) await store.queueMail(mailOf(id), 0);
    const postmen = [1, 2].map(
      () => new Postman({ store, transport: noting(sent), clock: Date.now, onTrouble: () => {} }),
    );
    for (const postman of postmen) postman.start();
    await waitFor(
      () => store.mails(),
      (mails) => mails.every(({ sentAt }) => sentAt !== undefined),
    );
    await Promise.all(postmen.map((postman) => postman.stop()));
    expect(sent.sort()).toEqual([...ids].sort());
  });

  it("does not send a mail again because the store was away when it had been sent", async () => {
    const store = await storeWithTalk();
    const sent: string[] = [];
    let away = 2;
    const mailSent = store.mailSent.bind(store);
    store.mailSent = async (mailId, at) => {
      away -= 1;
      if (away >= 0) throw new StoreUnavailable("away");
      await mailSent(mailId, at);
    };
    await store.queueMail(mailOf("a"), 0);
    const postman = new Postman({ store, transport: noting(sent), clock: Date.now, onTrouble: () => {} });
    postman.start();
    await waitFor(
      () => store.mails(),
      ([mail]) => mail?.sentAt !== undefined,
    );
    await postman.stop();
    expect(sent).toEqual(["a"]);
  });

  it("does not wait for ever for a server that is silent, when it is stopped", async () => {
    const store = await storeWithTalk();
    await store.queueMail(mailOf("a"), 0);
    let asked = () => {};
    const sending = new Promise<void>((resolve) => {
      asked = resolve;
    });
    const transport: MailTransport = { send: () => new Promise<void>(() => asked()), close: () => {} };
    const postman = new Postman({ store, transport, clock: Date.now, onTrouble: () => {}, stopMs: 10 });
    postman.start();
    await sending;
    await postman.stop();
    // Whoever claims it later sends it.
    expect(await store.mails()).toMatchObject([{ attempts: 1, dueAt: expect.any(Number) }]);
  });

  it("gives a mail up after a day", async () => {
    const store = await storeWithTalk();
    await store.queueMail(mailOf("a"), 0);
    const clock = () => mailOf("a").queuedAt + 25 * 3_600_000;
    const postman = new Postman({ store, transport: noting([], true), clock, onTrouble: () => {} });
    postman.start();
    const [mail] = await waitFor(
      () => store.mails(),
      ([given]) => given?.failure !== undefined,
    );
    await postman.stop();
    expect(mail).toMatchObject({ attempts: 1, failure: "refused" });
    expect(mail).not.toHaveProperty("dueAt");
  });
});

const TALK = newStart();

/** A store that knows the conversation of the mails. */
async function storeWithTalk(): Promise<MemoryStore> {
  const store = new MemoryStore();
  await store.beginStart(TALK);
  return store;
}

function mailOf(mailId: string): Mail {
  return {
    ...{ mailId, appId: "app", conversationId: TALK.conversation.conversationId, to: ["ada@example.com"] },
    ...{ subject: "Summary", text: "Hello\n", queuedAt: 1_700_000_000_000 },
  };
}
