import type { MailTransport } from "./mail.js";

/** A transport that is opened with the first mail: most gateways that start send none soon. */
export function lazyTransport(open: () => Promise<MailTransport>): MailTransport {
  let opened: Promise<MailTransport> | undefined;
  return {
    send: async (mail) => {
      opened ??= open();
      await (await opened).send(mail);
    },
    close: () => {
      opened?.then(
        (transport) => transport.close(),
        () => {},
      );
    },
  };
}
