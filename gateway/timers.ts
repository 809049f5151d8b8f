/** Milliseconds. Node.js takes no more for a timer, and fires at once instead. */
export const LONGEST_TIMER_MS = 2_147_483_647;
