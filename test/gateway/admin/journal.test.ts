import { once } from "node:events";
import { request } from "node:http";
import { describe, expect, it } from "vitest";
import { Journal } from "../../../gateway/admin/journal.js";
import { filterJournal } from "../../../gateway/admin/journal-filter.js";
import { journalQuerySchema } from "../../../gateway/wire/journal.js";
import { startTestGateway } from "../../support/gateway.js";

describe("what the journal keeps", () => {
  it("is no body that is long, and in all no more than 16 MiB of bodies: the oldest make room", () => {
    const journal = new Journal(() => 0);
    const long = journal.add("POST", "/v1/endpoint:connect");
    journal.addBody(long, { name: "x".repeat(9_000) }, 9_011);
    expect(long).toMatchObject({ bytes: 9_011, body: "9011 bytes, too long to be kept here." });
    for (let index = 0; index < 5_000; index += 1) {
      journal.addBody(journal.add("POST", `/${index}`), { name: "x" }, 8_192);
      expect(journal.entries.length).toBeLessThanOrEqual(2_049);
    }
    expect(journal.entries.at(-1)?.path).toBe("/4999");
    journal.clear();
    expect(journal.entries).toEqual([]);
  });

  it("is the beginning of a path that is long", () => {
    expect(new Journal(() => 0).add("GET", `/${"x".repeat(16_000)}`).path).toHaveLength(2_000);
  });

  it("is the latest 10,000 requests", () => {
    const journal = new Journal(() => 0);
    for (let index = 0; index < 25_000; index += 1) journal.add("GET", `/${index}`);
    expect(journal.entries).toHaveLength(10_000);
    expect(journal.entries[0]?.path).toBe("/15000");
  });
});

describe("filters of the journal", () => {
  let now = 0;
  const journal = new Journal(() => now);
  const add = (at: number, method: string, url: string, rest: object) => {
    now = at;
    return Object.assign(journal.add(method, url), rest);
  };
  const token = add(0, "POST", "/oauth2/token:generate", { status: 200, appId: "blue" });
  const start = add(1_000, "POST", "/v1/endpoint:connect", {
    status: 201,
    operation: "start",
    appId: "blue",
    connectionId: "c",
  });
  const event = add(2_000, "POST", "/v1/event/c", { status: 404, appId: "red", connectionId: "c" });
  const running = add(3_000, "GET", "/v1/starts/k", { fault: "lost" });
  const failed = add(4_000, "POST", "/v1/endpoint:connect", {
    status: 500,
    operation: "stop",
    appId: "blue",
    connectionId: "d",
  });

  it.each([
    [{}, [token, start, event, running, failed]],
    [{ operation: "start" }, [start]],
    [{ operation: "look-up" }, [running]],
    [{ appId: "blue" }, [token, start, failed]],
    [{ connectionId: "c" }, [start, event]],
    [{ connectionId: "c", appId: "red" }, [event]],
    [{ status: "404" }, [event]],
    [{ status: "2xx" }, [token, start]],
    [{ status: "5xx" }, [failed]],
    [{ method: "get" }, [running]],
    [{ path: "/v1/e" }, [start, event, failed]],
    [{ fault: "lost" }, [running]],
    [{ since: "1970-01-01T00:00:02Z" }, [event, running, failed]],
    [{ since: "1970-01-01T01:00:03.000+01:00" }, [running, failed]],
    [{ limit: "2" }, [running, failed]],
    [{ limit: "1", appId: "blue", status: "2xx" }, [start]],
    [{ appId: "green" }, []],
  ])("%j", (query, expected) => {
    expect(filterJournal(journal.entries, journalQuerySchema.parse(query))).toEqual(expected);
  });
});

describe("a request whose body is nested without end", () => {
  it.each([100_000, 4_000])("%i deep, sent in pieces, is a 400 like any other, and no failure", async (depth) => {
    const gateway = await startTestGateway();
    try {
      const { hostname: host, port } = new URL(gateway.url);
      const headers = { "content-type": "application/json", "x-api-key": await gateway.token() };
      const sent = request({ method: "POST", host, port, path: "/v1/endpoint:connect", headers });
      sent.write("[".repeat(depth));
      sent.end("]".repeat(depth));
      const [response] = await once(sent, "response");
      expect(response).toMatchObject({ statusCode: 400 });
      response.resume();
    } finally {
      await gateway.close();
    }
  });
});
