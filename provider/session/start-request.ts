import type { StartAction, StartEndpoint, StartRequest } from "../api/wire.js";
import type { SessionArgs } from "./args.js";
import { canonicalEmail } from "./formats/email.js";
import { canonicalDtmf } from "./formats/keypad.js";
import { canonicalLanguage } from "./formats/language.js";
import { canonicalPhoneNumber } from "./formats/phone-number.js";

/**
 * The body of a start. Digits, keys and language codes go out in the one form that the API documents, an address twice in an action goes out
 * once, and everything else as it was written, time zones included. Source: Symbl Telephony API, "Start".
 */
export function toStartRequest(args: SessionArgs): StartRequest {
  const { actions, data, timezone, languages, intents, endpointWebhookUrl, callbackUrl, insightTypes } = args;
  const name = data?.session?.name;
  return {
    operation: "start",
    endpoint: toEndpoint(args.endpoint),
    ...(actions && { actions: actions.map(toAction) }),
    ...(name && { data: { session: { name } } }),
    ...(timezone && { timezone }),
    ...(languages && { languages: languages.map(canonicalLanguage) }),
    ...(intents && { intents: intents.map(toIntent) }),
    ...(endpointWebhookUrl && { endpointWebhookUrl }),
    ...(callbackUrl && { callbackUrl }),
    ...(insightTypes && { insightTypes }),
  };
}

function toEndpoint(endpoint: SessionArgs["endpoint"]): StartEndpoint {
  const { dtmf, idleTimeout } = endpoint;
  const common = {
    ...(dtmf && { dtmf: canonicalDtmf(dtmf) }),
    ...(idleTimeout !== undefined && { idleTimeout }),
  };
  switch (endpoint.type) {
    case "pstn":
      return { type: "pstn", phoneNumber: canonicalPhoneNumber(endpoint.phoneNumber), ...common };
    case "sip": {
      const { uri, providerName, transportConfig, audioConfig } = endpoint;
      return {
        type: "sip",
        uri,
        ...common,
        ...(providerName && { providerName }),
        ...(transportConfig && { transportConfig }),
        ...(audioConfig && { audioConfig: toAudioConfig(audioConfig) }),
      };
    }
  }
}

type AudioConfig = NonNullable<Extract<SessionArgs["endpoint"], { type: "sip" }>["audioConfig"]>;

function toAudioConfig({ encoding, sampleRate, sampleSize }: AudioConfig) {
  return {
    ...(encoding && { encoding }),
    ...(sampleRate !== undefined && { sampleRate }),
    ...(sampleSize !== undefined && { sampleSize }),
  };
}

function toAction(action: NonNullable<SessionArgs["actions"]>[number]): StartAction {
  const byMeaning = new Map<string, string>();
  for (const email of action.parameters.emails) {
    const meaning = canonicalEmail(email);
    if (!byMeaning.has(meaning)) byMeaning.set(meaning, email);
  }
  return { invokeOn: action.invokeOn, name: action.name, parameters: { emails: [...byMeaning.values()] } };
}

function toIntent({ intent, silenceTimeout }: NonNullable<SessionArgs["intents"]>[number]) {
  return { intent, ...(silenceTimeout !== undefined && { silenceTimeout }) };
}
