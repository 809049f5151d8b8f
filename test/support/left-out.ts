/** Stands behind the name of tests that are left out, and says why: the run's last lines repeat it. */
export function leftOut(why: string | undefined): string {
  return why === undefined ? "" : ` [skipped: ${why}]`;
}

/** Why tests of real calls are left out. With SYMBL_TEST_SIP=1 none may be. */
export function unlessDemanded(why: string | undefined): string | undefined {
  if (why !== undefined && process.env.SYMBL_TEST_SIP === "1")
    throw new Error(`npm run test:sip cannot do without: ${why}.`);
  return why;
}
