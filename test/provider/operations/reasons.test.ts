import { expect, it } from "vitest";
import { SymblError } from "../../../provider/api/errors.js";
import { damagedAnswerReasons, sentence, unknownStartReasons } from "../../../provider/operations/reasons.js";

it("a start of unknown outcome: what happened, what to check, and what the commands will do", () => {
  const why = new SymblError("SYMBL_ANSWER_LOST", "the connection broke");
  const [what, check, choices] = unknownStartReasons(why, "https://api.example.com", "k-1");
  expect(what).toMatch(
    /^SYMBL_START_UNKNOWN: the start was sent to https:\/\/api\.example\.com, .* the connection broke$/,
  );
  expect(check).toContain("the key k-1");
  expect(choices).toMatch(/`pulumi up` and `pulumi destroy`.*SYMBL_UNKNOWN_START=forget$/);
});

it("a damaged answer: the connection that can be hung up, and what is missing", () => {
  const [what, choices] = damagedAnswerReasons("https://api.example.com", "c-1", ["eventUrl", "conversationId"]);
  expect(what).toContain("(connection c-1)");
  expect(what).toContain("eventUrl, conversationId missing.");
  expect(choices).toContain("pulumi up --replace <URN>");
});

it("a sentence ends with one full stop", () => {
  expect(sentence("the server is down")).toBe("the server is down.");
  expect(sentence("the server is down.")).toBe("the server is down.");
});
