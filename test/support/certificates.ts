import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { isIP } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generate } from "selfsigned";

/** A key and its certificate, PEM, as Node's TLS servers take them. */
export interface Identity {
  readonly key: string;
  readonly cert: string;
}

/** An authority that no machine knows, unless it is told. */
export interface Authority {
  /** Its certificate: what `NODE_EXTRA_CA_CERTS` names. */
  readonly file: string;
  /** A server's certificate, for a host name or an address, signed by this authority. */
  identityOf(host: string, life?: { readonly from: Date; readonly until: Date }): Promise<Identity>;
  dispose(): void;
}

export async function testAuthority(): Promise<Authority> {
  const directory = mkdtempSync(join(tmpdir(), "authority-"));
  const authority = await generate([{ name: "commonName", value: "An authority of the tests" }], {
    extensions: [
      { name: "basicConstraints", cA: true, critical: true },
      { name: "keyUsage", keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  const file = join(directory, "authority.pem");
  writeFileSync(file, authority.cert);
  return {
    file,
    async identityOf(host, life) {
      const name = isIP(host) === 0 ? ({ type: 2, value: host } as const) : ({ type: 7, ip: host } as const);
      const { private: key, cert } = await generate([{ name: "commonName", value: host }], {
        ca: { key: authority.private, cert: authority.cert },
        extensions: [{ name: "subjectAltName", altNames: [name] }],
        ...(life === undefined ? {} : { notBeforeDate: life.from, notAfterDate: life.until }),
      });
      return { key, cert };
    },
    dispose: () => rmSync(directory, { recursive: true, force: true }),
  };
}
