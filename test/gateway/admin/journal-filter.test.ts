import { describe, expect, it } from "vitest";
import { Journal } from "../../../gateway/admin/journal.js";
import { filterJournal } from "../../../gateway/admin/journal-filter.js";
import { journalQuerySchema } from "../../../gateway/wire/journal.js";

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
