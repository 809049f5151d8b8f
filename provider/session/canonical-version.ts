/** Version of the canonical form: goes up with every change of it, since journals keep what they compared. */
export const CANONICAL_VERSION = 1;
