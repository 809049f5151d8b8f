import { expect, it } from "vitest";
import { apiError } from "../../../provider/api/answers.js";

const answer = (body: unknown): Parameters<typeof apiError>[2] => ({
  kind: "answer",
  status: 500,
  retryAfter: undefined,
  text: JSON.stringify(body),
  complete: true,
});

it("a server's error names its fields, whatever stands in them", () => {
  const errors = [
    { path: ["endpoint", { toString: "" }], message: { toString: 1, valueOf: 1 } },
    { path: null, message: 7 },
    { path: [], message: ["a", ["b"]] },
  ];
  expect(apiError("start", "https://api.example.com", answer({ message: "No", errors })).message).toContain(
    'It said: No; endpoint,{"toString":""}: {"toString":1,"valueOf":1}; null: 7; : a,b.',
  );
});
