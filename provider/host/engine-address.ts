/** The engine gives its address to the host as the first argument; `undefined` outside a host. */
export function engineAddress(): string | undefined {
  const address = process.argv[2];
  return address !== undefined && /^[\w.[\]:-]+:\d{1,5}$/.test(address) ? address : undefined;
}
