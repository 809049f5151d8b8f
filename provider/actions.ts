import type { Input } from "@pulumi/pulumi";
import type { ActionArgs, InvokeOn } from "./inputs.js";

/**
 * The action that mails a summary of the conversation.
 *
 * @param emails Addresses that the summary goes to; at least one.
 * @param options `invokeOn`: when the mail goes out. Default: `"stop"`, as the call ends.
 * @example actions: [sendSummaryEmail(["ada@example.com"])]
 * Source: Symbl Telephony API, "Actions".
 */
export function sendSummaryEmail(
  emails: Input<Input<string>[]>,
  options: { invokeOn?: Input<InvokeOn> } = {},
): ActionArgs {
  return { invokeOn: options.invokeOn ?? "stop", name: "sendSummaryEmail", parameters: { emails } };
}
