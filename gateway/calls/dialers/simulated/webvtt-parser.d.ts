/** The part of the W3C's WebVTT parser that is used here; the package has no types of its own. */
declare module "webvtt-parser" {
  export interface CueNode {
    readonly type: "object" | "text" | "timestamp";
    /** Of an object: its tag. */
    readonly name?: string;
    /** Of a text: itself; of a tag: its annotation. */
    readonly value?: string;
    readonly children?: readonly CueNode[];
  }
  interface ParsedCue {
    /** Seconds. */
    readonly startTime: number;
    readonly endTime: number;
    readonly tree: { readonly children: readonly CueNode[] };
  }
  interface Parsed {
    readonly cues: readonly ParsedCue[];
    readonly errors: readonly { readonly message: string; readonly line: number; readonly col?: number }[];
  }
  const parser: {
    readonly WebVTTParser: new (
      entities?: Readonly<Record<string, string>>,
    ) => {
      parse(input: string, mode: "subtitles/captions/descriptions"): Parsed;
    };
  };
  export default parser;
}
