/** A PSTN endpoint as a program writes it. */
export const endpoint = { type: "pstn", phoneNumber: "+1 (408) 292-4837", dtmf: ",,1#" };

/** Outputs of a call that was placed with these inputs, as they stand in the state. */
export function placed(
  inputs: Readonly<Record<string, unknown>>,
  more: Record<string, unknown> = {},
): Record<string, unknown> {
  return {
    ...inputs,
    __provider: "old",
    connectionId: "c-1",
    conversationId: "1",
    status: "live",
    endedAt: null,
    ...more,
  };
}
