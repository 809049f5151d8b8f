import { readFileSync } from "node:fs";
import webvtt, { type CueNode } from "webvtt-parser";
import { StartupError } from "../../../errors.js";
import type { Cue } from "./script.js";

/** Transcripts as WebVTT, with `<v Name>` before the words of each speaker. Source: W3C, WebVTT, section 4.2.2. */

/** With their semicolons: the parser's own list leaves them in the text. */
const ENTITIES = {
  "&amp;": "&",
  "&lt;": "<",
  "&gt;": ">",
  "&lrm;": "\u200e",
  "&rlm;": "\u200f",
  "&nbsp;": "\u00a0",
};

/** Reads a transcript from a file. */
export function readScript(path: string): readonly Cue[] {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (cause) {
    throw new StartupError("BAD_OPTION", `The script ${path} cannot be read.`, { cause });
  }
  return parseScript(text, `the script ${path}`);
}

/** The cues of a WebVTT text; throws a `StartupError` that names the first wrong line, for nobody wants half a conversation. `source` is what it calls the text. */
export function parseScript(text: string, source: string): readonly Cue[] {
  const { cues, errors } = new webvtt.WebVTTParser(ENTITIES).parse(text, "subtitles/captions/descriptions");
  const [first] = errors;
  if (first !== undefined) throw wrong(source, `line ${first.line}: ${first.message}`);
  if (cues.length === 0) throw wrong(source, "nobody says anything.");
  return cues.map(({ startTime, endTime, tree }) => {
    const at = `the cue at ${startTime} s`;
    const voices = tree.children.filter(isVoice);
    const others = tree.children.filter((node) => !isVoice(node) && words(node) !== "");
    if (voices.length > 1 || (voices.length === 1 && others.length > 0)) {
      throw wrong(source, `${at} has words of several speakers; give each a cue of its own.`);
    }
    const said = tree.children.map(words).join(" ").replace(/\s+/g, " ").trim();
    if (said === "") throw wrong(source, `${at} has no words.`);
    const name = voices[0]?.value?.trim();
    return {
      start: Math.round(startTime * 1_000),
      end: Math.round(endTime * 1_000),
      text: said,
      ...(name ? { speaker: { name } } : {}),
    };
  });
}

function isVoice(node: CueNode): boolean {
  return node.type === "object" && node.name === "v";
}

function words(node: CueNode): string {
  if (node.type === "text") return (node.value ?? "").trim() === "" ? "" : (node.value ?? "");
  return node.type === "object" ? (node.children ?? []).map(words).join("") : "";
}

function wrong(source: string, problem: string): StartupError {
  return new StartupError("BAD_OPTION", `In ${source}, which should be WebVTT: ${problem}`);
}
