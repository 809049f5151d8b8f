import { badRequest } from "../../../errors.js";
import type { Endpoint } from "../../../wire/endpoint.js";
import type { Codec } from "./configuration.js";

/** What telephone networks take everywhere. */
const OF_TELEPHONES: readonly Codec[] = ["pcmu", "pcma"];

/** What is offered to the far end, best first. Throws a 400 for an encoding that baresip does not have. Pure. */
export function codecsOf(endpoint: Endpoint): readonly Codec[] {
  const encoding = endpoint.type === "sip" ? endpoint.audioConfig?.encoding : undefined;
  switch (encoding) {
    case undefined:
    case "PCMU":
    case "MULAW":
      return OF_TELEPHONES;
    case "OPUS":
      return ["opus", ...OF_TELEPHONES];
    case "LINEAR16":
      return ["l16", ...OF_TELEPHONES];
    case "SPEEX":
      throw badRequest([
        { path: "endpoint.audioConfig.encoding", message: "This gateway's calls take PCMU, MULAW, OPUS and LINEAR16." },
      ]);
  }
}
