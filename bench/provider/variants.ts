/** What is compared; each is a folder under programs/. */
export const VARIANTS = ["empty", "control", "documented", "symbl"] as const;
export type Variant = (typeof VARIANTS)[number];

export const OPERATIONS = ["up", "destroy"] as const;
export type Operation = (typeof OPERATIONS)[number];

/** How a variant is called in the table. */
export const TITLES: Readonly<Record<Variant, string>> = {
  empty: "empty resource",
  control: "control (fetch alone)",
  documented: "as Pulumi documents it",
  symbl: "pulumi-symbl-telephony",
};

/** The empty one never asks the server. */
export function placesCalls(variant: Variant): boolean {
  return variant !== "empty";
}
