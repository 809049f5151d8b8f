import { expect, it } from "vitest";
import { diff } from "../../../provider/operations/diff.js";
import { liveSession, session, surroundings } from "./support.js";

const { engine } = surroundings();
const URL = "https://api.symbl.ai";
const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

it.each([
  ["nothing", {}, false, []],
  ["the same in other words", { timezone: "UTC", actions: [] }, false, []],
  ["what is ours", { timeouts: { start: "2m" }, onEnded: "redial" }, true, []],
  ["what the API takes with a start only", { languages: ["de"] }, true, ["languages"]],
  ["a trigger", { triggers: [1] }, true, ["triggers"]],
  ["what is not known yet", { languages: UNKNOWN }, true, []],
])("a change of %s gets a definite answer", async (_what, more, changes, replaces) => {
  expect(await diff(liveSession(URL), session(more, "urn:any"))).toEqual({
    changes,
    replaces,
    deleteBeforeReplace: true,
  });
});

it("what the engine's own diff shows needs no words, and what it hides gets them once", async () => {
  const visible = { endpoint: { type: "pstn", phoneNumber: "14082924838", dtmf: ",,939293#" } };
  await diff(liveSession(URL), session(visible, "urn:visible"));
  await diff(liveSession(URL), session({ triggers: [1] }, "urn:visible"));
  expect(engine().messages).toEqual([]);

  const keys = { endpoint: { type: "pstn", phoneNumber: "14082924837", dtmf: ",,939294#" } };
  const { dtmf: _none, ...keyless } = keys.endpoint;
  await diff(liveSession(URL), session(keys, "urn:keys"));
  await diff(liveSession(URL), session(keys, "urn:keys"));
  await diff(liveSession(URL), session({ endpoint: keyless }, "urn:keyless"));
  await diff(liveSession(URL, { status: "ended" }), session({ onEnded: "redial" }, "urn:ended"));
  await diff(liveSession(URL, { connectionId: undefined }), session({}, "urn:unknown"));
  expect(engine().messages.map(({ urn, severity, message }) => `${severity} ${urn} ${message.slice(0, 30)}`)).toEqual([
    "info urn:keys endpoint.dtmf has changed (a s",
    "info urn:keyless endpoint.dtmf has changed (a s",
    'info urn:ended onEnded is "redial", and the c',
    "info urn:unknown Whether the earlier start plac",
  ]);
  expect(JSON.stringify(engine().messages)).not.toContain("93929");
});

it("keys that were only written in another way have not changed", async () => {
  const olds = liveSession(URL, { endpoint: { type: "pstn", phoneNumber: "14082924837", dtmf: "1a#" } });
  const news = session({ endpoint: { type: "pstn", phoneNumber: "14082924838", dtmf: "1A#" } }, "urn:case");
  expect(await diff(olds, news)).toMatchObject({ replaces: ["endpoint"] });
  expect(engine().messages).toEqual([]);
});

it("what is not known yet is a warning that names all of it, once", async () => {
  const news = session({ languages: UNKNOWN, data: { session: { name: UNKNOWN } } }, "urn:undecided");
  await diff(liveSession(URL), news);
  await diff(liveSession(URL), news);
  expect(engine().messages).toMatchObject([
    {
      severity: "warning",
      urn: "urn:undecided",
      message: expect.stringMatching(/^May redial: data, languages will be known only/),
    },
  ]);
});
